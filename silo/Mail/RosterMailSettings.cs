using System.Net.Mail;
using Microsoft.Extensions.Configuration;
using MoodleGrains.ClientApi;

namespace MoodleGrains.Silo.Mail;

/// <summary>Who is told of the runs of which roster: <c>Rosters:{name}:Mail</c>, one address or a list.</summary>
/// <param name="To">The addresses, by the roster's name; they are one another's to see.</param>
internal sealed record RosterMailSettings(IReadOnlyDictionary<string, IReadOnlyList<MailAddress>> To)
{
    /// <summary>Reads them.</summary>
    /// <param name="configuration">The whole configuration.</param>
    /// <param name="problems">Takes what is wrong.</param>
    /// <returns>The settings.</returns>
    public static RosterMailSettings Read(IConfiguration configuration, ICollection<SettingProblem> problems)
    {
        var to = new Dictionary<string, IReadOnlyList<MailAddress>>(StringComparer.Ordinal);
        foreach (var roster in configuration.GetSection("Rosters").GetChildren())
        {
            var mail = roster.GetSection("Mail");
            var addresses = mail.GetChildren().Prepend(mail).Where(one => one.Value is not null).Select(one => Address(one, problems))
                .OfType<MailAddress>();
            if (addresses.ToList() is { Count: > 0 } some)
            {
                to[roster.Key] = some;
            }
        }

        if (to.Count > 0 && string.IsNullOrWhiteSpace(configuration["Smtp:Host"]))
        {
            problems.Add(new(
                "Smtp:Host",
                $"It is missing, but Rosters:{to.Keys.First()}:Mail wants mail.",
                "Name the mail server, or leave that out."));
        }

        return new(to);
    }

    private static MailAddress? Address(IConfigurationSection section, ICollection<SettingProblem> problems)
    {
        if (MailAddresses.Read(section.Value) is { } address)
        {
            return address;
        }

        problems.Add(new(section.Path, $"'{section.Value}' is no mail address.", "Write 'registrar@example.org', or a list of such."));
        return null;
    }
}
