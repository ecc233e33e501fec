using System.Globalization;
using System.Net;
using System.Net.Mail;
using Microsoft.Extensions.Configuration;
using MoodleGrains.ClientApi;
using MoodleGrains.ClientApi.Digests;
using MoodleGrains.Digests;

namespace MoodleGrains.Silo.Mail;

/// <summary>How mail leaves: <c>Smtp:…</c>, <c>Mail:…</c>, <c>Digests:…</c> and <c>PublicUrl</c>.</summary>
/// <param name="Host">The mail server; null if there is none: then nothing is mailed.</param>
/// <param name="Port">Its port.</param>
/// <param name="Login">Name and password; null to send without.</param>
/// <param name="From">Who writes.</param>
/// <param name="StartTls">Whether the connection must be encrypted by STARTTLS before anything is said.</param>
/// <param name="ReplyTo">Where answers go; null for <see cref="From"/>.</param>
/// <param name="PublicUrl">Where users reach this silo, for links in letters; null if they do not.</param>
/// <param name="MaxRecipients">How many people one change may mail without a person's word.</param>
/// <param name="Zone">The time zone proposed to whoever subscribes.</param>
/// <param name="Language">The language of letters to users who have not chosen one.</param>
internal sealed record MailSettings(
    string? Host,
    int Port,
    NetworkCredential? Login,
    MailAddress? From,
    bool StartTls,
    MailAddress? ReplyTo,
    Uri? PublicUrl,
    int MaxRecipients,
    string Zone,
    string Language)
{
    /// <summary>The port of mail submission (RFC 6409).</summary>
    public const int DefaultPort = 587;

    /// <summary>How many people one change may mail, unless told otherwise.</summary>
    public const int DefaultMaxRecipients = 50;

    /// <summary>What the pages and the API of digests need of it.</summary>
    public DigestTerms Digests => new(PublicUrl, Host is not null, MaxRecipients, Zone, Language);

    /// <summary>Reads them.</summary>
    /// <param name="configuration">The whole configuration.</param>
    /// <param name="problems">Takes what is wrong, without the password.</param>
    /// <returns>The settings.</returns>
    public static MailSettings Read(IConfiguration configuration, ICollection<SettingProblem> problems)
    {
        var smtp = configuration.GetSection("Smtp");
        var host = smtp["Host"];
        var settings = new MailSettings(
            string.IsNullOrWhiteSpace(host) ? null : host,
            Number(smtp.GetSection("Port"), DefaultPort, 65_535, problems),
            smtp["Username"] is { } name && smtp["Password"] is { } password ? new(name, password) : null,
            Address(smtp.GetSection("From"), problems),
            Flag(smtp.GetSection("StartTls"), problems),
            Address(smtp.GetSection("ReplyTo"), problems),
            DigestPages.PublicUrl(configuration, problems),
            Number(configuration.GetSection("Mail:MaxRecipients"), DefaultMaxRecipients, 1_000_000, problems),
            configuration["Digests:Zone"] ?? "UTC",
            configuration["Digests:Language"] ?? "en");
        foreach (var problem in settings.Problems(smtp))
        {
            problems.Add(problem);
        }

        return settings;
    }

    private IEnumerable<SettingProblem> Problems(IConfigurationSection smtp)
    {
        if (Host is null && smtp.GetChildren().Any(setting => setting.Value is not null))
        {
            yield return new("Smtp:Host", "It is missing, but there are other settings of the mail server.", "Name the mail server.");
        }

        if (Host is not null && smtp["From"] is null)
        {
            yield return new("Smtp:From", "It is missing.", "Write whose letters these are: 'Campus <campus@example.org>'.");
        }

        if (smtp["Username"] is null != smtp["Password"] is null)
        {
            var missing = smtp["Username"] is null ? "Username" : "Password";
            yield return new($"Smtp:{missing}", "It is missing.", "Give both Username and Password, or neither.");
        }

        if (Login is not null && !StartTls && Host is not ("localhost" or "127.0.0.1" or "::1"))
        {
            yield return new(
                "Smtp:StartTls",
                "Without it the password would go over the network in clear.",
                "Write 'true', or leave it out.");
        }

        if (!DigestTime.Knows(Zone))
        {
            yield return new(
                "Digests:Zone",
                $"'{Zone}' is no time zone.",
                "Write a name such as 'Europe/Brussels', or leave it out for UTC.");
        }

        if (!DigestWish.Languages.Contains(Language))
        {
            yield return new("Digests:Language", $"'{Language}' is not spoken here.", "Write 'en', 'fr' or 'de'.");
        }
    }

    private static int Number(IConfigurationSection section, int usual, int most, ICollection<SettingProblem> problems)
    {
        if (section.Value is not { } text)
        {
            return usual;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most)
        {
            return number;
        }

        problems.Add(new(section.Path, $"'{text}' is no number from 1 to {most}.", $"Write one, or leave it out for {usual}."));
        return usual;
    }

    private static bool Flag(IConfigurationSection section, ICollection<SettingProblem> problems)
    {
        if (section.Value is { } text && !bool.TryParse(text, out _))
        {
            problems.Add(new(section.Path, $"'{text}' is neither true nor false.", "Write one of the two, or leave it out for true."));
        }

        return !bool.TryParse(section.Value, out var flag) || flag;
    }

    private static MailAddress? Address(IConfigurationSection section, ICollection<SettingProblem> problems)
    {
        if (section.Value is not { } text)
        {
            return null;
        }

        if (MailAddresses.Read(text) is { } address)
        {
            return address;
        }

        problems.Add(new(section.Path, $"'{text}' is no mail address.", "Write 'name@example.org' or 'Campus <campus@example.org>'."));
        return null;
    }
}
