using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using MoodleGrains.ClientApi;

namespace MoodleGrains.Silo.Discord;

/// <summary>How Discord is reached, <c>Discord:…</c>.</summary>
/// <param name="ApiUrl"><c>Discord:ApiUrl</c>: the address of the API with its version, without a slash at the end.</param>
/// <param name="Token"><c>Discord:Token</c>: the bot's token, a secret; null where only webhook URLs are used.</param>
/// <param name="Webhooks"><c>Discord:Webhooks:{name}</c>: webhook URLs by name, secrets.</param>
/// <param name="RequestsPerSecond">
/// <c>Discord:RequestsPerSecond</c>: the global limit, which no header tells. Discord gives every bot 50 and larger ones more on request
/// (discord.com/developers/docs/topics/rate-limits, "Global Rate Limit").
/// </param>
internal sealed partial record DiscordSettings(
    string ApiUrl, string? Token, IReadOnlyDictionary<string, WebhookUrl> Webhooks, int RequestsPerSecond)
{
    /// <summary>Discord's own address.</summary>
    public const string DefaultApiUrl = "https://discord.com/api/v10";

    /// <summary>What every bot has.</summary>
    public const int DefaultRequestsPerSecond = 50;

    private const int MostRequestsPerSecond = 100_000;

    /// <summary>Reads them; a wrong one stays at its default and is told.</summary>
    /// <param name="configuration">The whole configuration.</param>
    /// <param name="problems">Takes what is wrong.</param>
    /// <returns>The settings.</returns>
    public static DiscordSettings Read(IConfiguration configuration, ICollection<SettingProblem> problems)
    {
        var section = configuration.GetSection("Discord");
        return new(
            ReadApiUrl(section.GetSection(nameof(ApiUrl)), problems),
            ReadToken(section.GetSection(nameof(Token)), problems),
            ReadWebhooks(section.GetSection(nameof(Webhooks)), problems),
            ReadRate(section.GetSection(nameof(RequestsPerSecond)), problems));
    }

    /// <summary>Names no secret.</summary>
    /// <returns>A text for logs.</returns>
    public override string ToString() =>
        $"{ApiUrl}, {(Token is null ? "no bot" : "a bot")}, webhooks: {string.Join(", ", Webhooks.Keys)}";

    private static string ReadApiUrl(IConfigurationSection section, ICollection<SettingProblem> problems)
    {
        var text = section.Value?.TrimEnd('/') ?? DefaultApiUrl;
        if (Uri.TryCreate(text, UriKind.Absolute, out var address)
            && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))
            && address is { Query: "", Fragment: "", UserInfo: "" })
        {
            return text;
        }

        problems.Add(new(section.Path, $"'{section.Value}' is no https address.", $"Leave it out for {DefaultApiUrl}."));
        return DefaultApiUrl;
    }

    private static string? ReadToken(IConfigurationSection section, ICollection<SettingProblem> problems)
    {
        if (section.Value is not { } token || BotToken().IsMatch(token))
        {
            return section.Value;
        }

        problems.Add(new(
            section.Path, "It is not the token of a bot.",
            "Copy it from the page Bot of your application at discord.com/developers, without 'Bot ' before it and without spaces."));
        return null;
    }

    private static Dictionary<string, WebhookUrl> ReadWebhooks(IConfigurationSection section, ICollection<SettingProblem> problems)
    {
        Dictionary<string, WebhookUrl> webhooks = new(StringComparer.Ordinal);
        foreach (var child in section.GetChildren())
        {
            if (!WebhookName().IsMatch(child.Key))
            {
                problems.Add(
                    new(child.Path, "It is no name for a webhook URL.", "Write lower-case letters, digits and _, at least one letter."));
            }
            else if (WebhookUrl.Parse(child.Value) is not { } url)
            {
                problems.Add(new(
                    child.Path, "It is not the URL of a Discord webhook.",
                    "Copy it from the channel's settings, Integrations, Webhooks: https://discord.com/api/webhooks/…/…"));
            }
            else
            {
                webhooks[child.Key] = url;
            }
        }

        return webhooks;
    }

    private static int ReadRate(IConfigurationSection section, ICollection<SettingProblem> problems)
    {
        if (section.Value is not { } text)
        {
            return DefaultRequestsPerSecond;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var rate) && rate is >= 1 and <= MostRequestsPerSecond)
        {
            return rate;
        }

        problems.Add(new(
            section.Path, $"'{text}' is no number from 1 to {MostRequestsPerSecond}.",
            $"Leave it out for {DefaultRequestsPerSecond}, which Discord gives every bot."));
        return DefaultRequestsPerSecond;
    }

    // Three parts of base64url today; a form that Discord may change, so only what can never be part of a header is refused.
    [GeneratedRegex(@"^[A-Za-z0-9._~+/=-]{10,200}$")]
    private static partial Regex BotToken();

    // Digits alone would be taken for a channel.
    [GeneratedRegex("^(?=.*[a-z_])[a-z0-9_]{1,64}$")]
    private static partial Regex WebhookName();
}
