using System.Globalization;
using System.Text.RegularExpressions;
using MoodleGrains.ClientApi;
using MoodleGrains.ClientApi.Sites;
using MoodleGrains.Silo.Moodle.Client;

namespace MoodleGrains.Silo.Moodle.Polling;

/// <summary>How one site is polled, <c>Sites:{slug}:Poll:…</c>.</summary>
/// <param name="Site">The slug.</param>
/// <param name="Full"><c>Full</c>: how often everything is reconciled.</param>
/// <param name="Conferences"><c>Conferences</c>: how often the conferences are.</param>
/// <param name="Calls"><c>Calls</c>: the most requests of one reconcile; sweeps that do not fit go on in the next.</param>
/// <param name="Url">The site's address, without a slash at its end.</param>
/// <param name="TellsAll">Whether the site's webhooks are all kept but reads: only then it can be said that one was lost.</param>
internal sealed record SitePolling(string Site, TimeSpan Full, TimeSpan Conferences, int Calls, string Url, bool TellsAll)
{
    /// <summary>
    /// <c>Sites:{slug}:Categories</c>: only what is in these categories and below is kept; null where all of the site is.
    /// </summary>
    public CategoryScope? Categories { get; init; }

    internal static TimeSpan DefaultFull { get; } = TimeSpan.FromMinutes(30);

    internal static TimeSpan DefaultConferences { get; } = TimeSpan.FromMinutes(5);

    internal const int DefaultCalls = 1400;
}

/// <summary>What counts as a conference, <c>Conferences:…</c>.</summary>
/// <param name="Days"><c>Days</c>: how far ahead is looked.</param>
/// <param name="Length"><c>Length</c>: how long a conference is taken to last that has no closing time, or whose server is down.</param>
/// <param name="Modules"><c>Modules</c>: activity modules beside BigBlueButton whose calendar events are conferences.</param>
/// <param name="Entries"><c>Entries</c>: plain calendar entries whose name or text matches are conferences; null for none.</param>
internal sealed record ConferenceSources(int Days, TimeSpan Length, IReadOnlySet<string> Modules, Regex? Entries)
{
    internal static ConferenceSources Default { get; } =
        new(30, TimeSpan.FromHours(1), new HashSet<string>(["zoom", "jitsi", "googlemeet", "msteams"], StringComparer.Ordinal), null);
}

/// <summary>The settings of polling.</summary>
/// <param name="Polled">The sites that are polled.</param>
/// <param name="NotPolled">The others, and why not.</param>
/// <param name="Conferences">What counts as a conference.</param>
internal sealed record PollSettings(
    IReadOnlyList<SitePolling> Polled, IReadOnlyList<(string Site, string Why)> NotPolled, ConferenceSources Conferences)
{
    /// <summary>For how long a webhook may be late before it counts as lost.</summary>
    internal TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>A pattern that needs longer for one entry is given up for it.</summary>
    internal static TimeSpan PatternTimeOut { get; } = TimeSpan.FromMilliseconds(200);

    private static readonly string[] SiteNames = ["Full", "Conferences", "Calls", "Off"];

    /// <summary>Nothing is polled.</summary>
    internal static PollSettings None { get; } = new([], [], ConferenceSources.Default);

    /// <summary>How a site is polled; null if it is not.</summary>
    internal SitePolling? Of(string site) => Polled.FirstOrDefault(polled => polled.Site == site);

    /// <summary>Whether the configuration has a site, polled or not.</summary>
    internal bool Knows(string site) => Of(site) is not null || NotPolled.Any(other => other.Site == site);

    /// <summary>Reads them; a wrong one stays at its default and is told.</summary>
    /// <param name="configuration">The whole configuration.</param>
    /// <param name="problems">Takes what is wrong.</param>
    /// <returns>The settings.</returns>
    internal static PollSettings Read(IConfiguration configuration, ICollection<SettingProblem> problems)
    {
        var (polled, not) = (new List<SitePolling>(), new List<(string, string)>());
        foreach (var site in configuration.GetSection("Sites").GetChildren())
        {
            var poll = site.GetSection("Poll");
            foreach (var child in poll.GetChildren())
            {
                if (!SiteNames.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
                {
                    problems.Add(new(child.Path, "There is no such setting.", $"Known here: {string.Join(", ", SiteNames)}."));
                }
            }

            var read = new SitePolling(
                site.Key,
                Span(poll.GetSection("Full"), SitePolling.DefaultFull, TimeSpan.FromMinutes(1), TimeSpan.FromDays(1), problems),
                Span(
                    poll.GetSection("Conferences"),
                    SitePolling.DefaultConferences,
                    TimeSpan.FromSeconds(10),
                    TimeSpan.FromDays(1),
                    problems),
                Number(poll.GetSection("Calls"), SitePolling.DefaultCalls, 10, 1_000_000, problems),
                (site["Url"] ?? "").TrimEnd('/'),
                !site.GetSection("Webhooks:Keep").Exists())
            {
                Categories = CategoryScope.Read(site, problems),
            };
            if (Off(poll.GetSection("Off"), problems))
            {
                not.Add((site.Key, $"{poll.Path}:Off is set"));
            }
            else if (site["Url"] is not { Length: > 0 } || !SiteAccount.IsThere(configuration, site.Key))
            {
                not.Add((site.Key, $"it has no {site.Path}:Token, nor Username and Password, nor a token of 'silo login {site.Key}'"));
            }
            else
            {
                polled.Add(read);
                continue;
            }

            if (read.Categories is not null)
            {
                problems.Add(new(
                    site.GetSection("Categories").Path, "which courses are in a category is read from Moodle, and this site is not polled.",
                    $"Give it Sites:{site.Key}:Url and :Token, without Poll:Off, or leave Categories out."));
            }
        }

        return new(polled, not, Sources(configuration.GetSection("Conferences"), problems));
    }

    private static ConferenceSources Sources(IConfigurationSection section, ICollection<SettingProblem> problems)
    {
        var modules = section.GetSection("Modules").GetChildren().Select(module => module.Value ?? "").ToList();
        foreach (var module in modules.Where(name => !name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c)) || name == ""))
        {
            problems.Add(
                new(section.Path + ":Modules", $"'{module}' is no activity module.", "Write Moodle's name of it, such as 'zoom'."));
        }

        return new(
            Number(section.GetSection("Days"), ConferenceSources.Default.Days, 1, 366, problems),
            Span(section.GetSection("Length"), ConferenceSources.Default.Length, TimeSpan.FromMinutes(1), TimeSpan.FromDays(1), problems),
            modules.Count == 0 ? ConferenceSources.Default.Modules : modules.ToHashSet(StringComparer.Ordinal),
            Pattern(section.GetSection("Entries"), problems));
    }

    private static Regex? Pattern(IConfigurationSection section, ICollection<SettingProblem> problems)
    {
        if (string.IsNullOrEmpty(section.Value))
        {
            return null;
        }

        try
        {
            return new(section.Value, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, PatternTimeOut);
        }
        catch (ArgumentException)
        {
            problems.Add(new(
                section.Path, $"'{section.Value}' is no regular expression.", "Write one such as 'zoom|teams|online lecture'."));
            return null;
        }
    }

    private static bool Off(IConfigurationSection section, ICollection<SettingProblem> problems)
    {
        if (section.Value is null)
        {
            return false;
        }

        if (!bool.TryParse(section.Value, out var off))
        {
            problems.Add(new(section.Path, $"'{section.Value}' is neither true nor false.", "Write true, or leave it out."));
        }

        return off;
    }

    private static int Number(IConfigurationSection section, int otherwise, int least, int most, ICollection<SettingProblem> problems)
    {
        if (section.Value is not { } text)
        {
            return otherwise;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        problems.Add(new(section.Path, $"'{text}' is no number from {least} to {most}.", $"Leave it out for {otherwise}."));
        return otherwise;
    }

    // A bare number means seconds, as for hooks; TimeSpan itself would take "2" for two days.
    private static TimeSpan Span(
        IConfigurationSection section, TimeSpan otherwise, TimeSpan least, TimeSpan most, ICollection<SettingProblem> problems)
    {
        if (section.Value is not { } text)
        {
            return otherwise;
        }

        var read = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds(seconds)
            : TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span) ? span : TimeSpan.Zero;
        if (read >= least && read <= most)
        {
            return read;
        }

        problems.Add(new(section.Path, $"'{text}' is no time from {least} to {most}.", $"Give seconds, or hh:mm:ss such as {otherwise}."));
        return otherwise;
    }
}
