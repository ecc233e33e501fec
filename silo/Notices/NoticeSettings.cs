using System.Net.Mail;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using MoodleGrains.ClientApi;
using MoodleGrains.Digests;

namespace MoodleGrains.Silo.Notices;

/// <summary>
/// Where operators are told: <c>Notices:Mail</c> (one address or a list), <c>Notices:Channel</c>, <c>Notices:Language</c>.
/// </summary>
/// <param name="Mail">Their addresses.</param>
/// <param name="Channel">A Discord channel's snowflake, or the name of a webhook URL in <c>Discord:Webhooks</c>; null for none.</param>
/// <param name="Language"><c>en</c>, <c>fr</c> or <c>de</c>.</param>
internal sealed partial record NoticeSettings(IReadOnlyList<MailAddress> Mail, string? Channel, string Language)
{
    /// <summary>Whether anybody is told.</summary>
    public bool Wanted => Mail.Count > 0 || Channel is not null;

    /// <summary>Reads them.</summary>
    /// <param name="configuration">The whole configuration.</param>
    /// <param name="problems">Takes what is wrong.</param>
    /// <returns>The settings.</returns>
    public static NoticeSettings Read(IConfiguration configuration, ICollection<SettingProblem> problems)
    {
        var section = configuration.GetSection("Notices");
        List<MailAddress> mail = [];
        foreach (var one in new[] { section.GetSection("Mail") }.Concat(section.GetSection("Mail").GetChildren())
            .Where(one => one.Value is not null))
        {
            if (!one.Value!.Any(char.IsControl) && MailAddress.TryCreate(one.Value, out var address))
            {
                mail.Add(address);
            }
            else
            {
                problems.Add(new(one.Path, $"'{one.Value}' is no mail address.", "Write 'operators@example.org', or a list of such."));
            }
        }

        if (mail.Count > 0 && configuration["Smtp:Host"] is null)
        {
            problems.Add(
                new("Smtp:Host", "It is missing, but Notices:Mail wants mail.", "Name the mail server, or leave Notices:Mail out."));
        }

        var channel = section["Channel"];
        if (channel is not null && !Channels().IsMatch(channel))
        {
            problems.Add(new(
                "Notices:Channel", $"'{channel}' is no channel.", "Write a Discord channel's id (digits), or the name of a URL in "
                    + "Discord:Webhooks."));
        }

        var language = section["Language"] ?? "en";
        if (!DigestWish.Languages.Contains(language))
        {
            problems.Add(new("Notices:Language", $"'{language}' is not spoken here.", "Write 'en', 'fr' or 'de'."));
        }

        return new(mail, channel, language);
    }

    [GeneratedRegex(@"\A[a-z0-9_]{1,64}\z")]
    private static partial Regex Channels();
}
