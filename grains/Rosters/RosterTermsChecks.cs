using System.Globalization;
using static MoodleGrains.Texts.Invariant;

namespace MoodleGrains.Rosters;

/// <summary>What a roster's terms may say.</summary>
public static class RosterTermsChecks
{
    private const long LargestBody = 1L << 30;
    private const int LongestWait = 3600;
    private const int LongestText = 1000;

    /// <summary>The first fault of the terms.</summary>
    /// <param name="terms">The terms.</param>
    /// <returns>One sentence that names field, value and remedy; null if there is none.</returns>
    public static string? Fault(RosterTerms terms) => terms switch
    {
        { Source: null } => "source: is missing; give kind and address.",
        _ when Source(terms.Source) is { } fault => fault,
        { MatchBy: not (RosterTerms.ByUserName or RosterTerms.ByIdNumber or RosterTerms.ByEmail) } =>
            $"matchBy: '{terms.MatchBy}' is not known; give username, idnumber or email.",
        { Roles: null or { Count: 0 } } =>
            "roles: there are none, so that nobody could be enrolled; leave it out for the usual ones, or give words and roles.",
        _ when Roles(terms.Roles) is { } fault => fault,
        { Category: { } category } when Category(category) is { } fault => fault,
        { Template: { } template } when Blank(template) =>
            $"template: '{template}' is no short name of a course; give one, or leave it out.",
        { Removal: not (RosterTerms.Keep or RosterTerms.Suspend or RosterTerms.Remove) } =>
            $"removal: '{terms.Removal}' is not known; give keep, suspend or remove.",
        { Gone: not (RosterTerms.Keep or RosterTerms.Hide) } =>
            $"gone: '{terms.Gone}' is not known; give keep or hide (a roster never deletes a course).",
        { AdoptWholly: true, Adopt: false } =>
            "adoptWholly: 'true' means nothing while adopt is false; set adopt to true, or leave adoptWholly out.",
        { Schedule: { } schedule } when Schedule(schedule) is { } fault => fault,
        { Zone: { } zone } when !IsZone(zone) =>
            $"zone: '{zone}' is no time zone; give one such as Europe/Brussels, or leave it out for that of the site.",
        _ => Brakes(terms),
    };

    /// <summary>The terms with words trimmed and lower-cased and lists in order, so that equal terms are equal.</summary>
    /// <param name="terms">Terms without fault.</param>
    /// <returns>The same terms.</returns>
    public static RosterTerms Ordered(RosterTerms terms) => terms with
    {
        Roles = [.. terms.Roles.Select(role => new RoleMapping(RoleMapping.Normal(role.Word), role.Role.Trim()))
            .OrderBy(role => role.Word, StringComparer.Ordinal)],
        Raised = [.. terms.Raised.OrderBy(raised => raised.From, StringComparer.Ordinal)
            .ThenBy(raised => raised.Until, StringComparer.Ordinal)],
    };

    private static string? Source(RosterSource source) => source switch
    {
        { Kind: not (RosterSource.Http or RosterSource.File) } => $"source.kind: '{source.Kind}' is not known; give http or file.",
        { Format: not (RosterSource.Json or RosterSource.Csv) } => $"source.format: '{source.Format}' is not known; give json or csv.",
        { Kind: RosterSource.Http } when !IsWebAddress(source.Address) =>
            $"source.address: '{Shown(source.Address)}' is no http or https address; give it whole, as "
                + $"https://registrar.example/roster.json.",
        { Kind: RosterSource.Http } when HasUser(source.Address) =>
            "source.address: it holds a user or a password; leave them out and set Rosters:{name}:Username and Rosters:{name}:Password.",
        { Kind: RosterSource.File } when source.Address is null || !System.IO.Path.IsPathFullyQualified(source.Address) =>
            $"source.address: '{source.Address}' is no absolute path; give it from the root, as /srv/rosters/roster.csv.",
        { MaxBytes: < 1 or > LargestBody } => Text(
            $"source.maxBytes: {source.MaxBytes} is not possible; give bytes from 1 to {LargestBody} (1 GiB)."),
        { TimeoutSeconds: < 1 or > LongestWait } => Text(
            $"source.timeoutSeconds: {source.TimeoutSeconds} is not possible; give seconds from 1 to {LongestWait} (an hour)."),
        _ => null,
    };

    private static string? Roles(IReadOnlyList<RoleMapping> roles)
    {
        var words = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < roles.Count; i++)
        {
            if (roles[i] is not { Word: { } word, Role: { } role } || Blank(role))
            {
                return Text($"roles[{i}].role: is missing; give the short name of a role of Moodle, or its number.");
            }

            if (!words.Add(RoleMapping.Normal(word)))
            {
                return Text($"roles[{i}].word: '{word}' stands twice (blanks around it and capitals do not count); give each word once.");
            }
        }

        return null;
    }

    private static string? Category(string category) =>
        Blank(category) || Blank(RosterTerms.CategoryIdNumber(category) ?? category) || category.Split('/').Any(Blank)
            ? $"category: '{category}' is no category; give names joined by /, or idnumber: and a category's idnumber, or leave it out."
            : null;

    private static string? Schedule(RosterSchedule schedule)
    {
        if (CronForm.Fault(schedule.Cron) is { } fault)
        {
            return $"schedule.cron: '{schedule.Cron}' {fault}; give minute, hour, day of month, month and day of week, as 30 2 * * 1-5.";
        }

        return IsZone(schedule.Zone) ? null : $"schedule.zone: '{schedule.Zone}' is no time zone; give one such as Europe/Brussels.";
    }

    // Whether it is known is asked on the machine that uses it.
    private static bool IsZone(string? zone) =>
        zone is { Length: > 0 and <= 64 } && zone.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '_' or '-' or '+');

    private static string? Brakes(RosterTerms terms)
    {
        if (terms.Brake is null || Brake("brake", terms.Brake) is { } fault)
        {
            return terms.Brake is null ? "brake: is missing; leave it out of the body for the usual one." : Brake("brake", terms.Brake);
        }

        if (terms.Raised is null)
        {
            return "raised: is missing; give [] for none.";
        }

        for (var i = 0; i < terms.Raised.Count; i++)
        {
            var raised = terms.Raised[i];
            if (Day(raised.From) is not { } from)
            {
                return Text($"raised[{i}].from: '{raised.From}' is no day; give it as 2026-09-14.");
            }

            if (Day(raised.Until) is not { } until)
            {
                return Text($"raised[{i}].until: '{raised.Until}' is no day; give it as 2026-09-27.");
            }

            if (until < from)
            {
                return Text($"raised[{i}].until: '{raised.Until}' is before '{raised.From}'; give the last day, not before the first.");
            }

            if (raised.Brake is null || Brake(Text($"raised[{i}].brake"), raised.Brake) is not null)
            {
                return raised.Brake is null
                    ? Text($"raised[{i}].brake: is missing; say what holds on these days.")
                    : Brake(Text($"raised[{i}].brake"), raised.Brake);
            }
        }

        return null;
    }

    private static string? Brake(string field, ChangeLimits brake)
    {
        (string Name, int Percent, int Count)[] parts =
        [
            ("course", brake.CoursePercent, brake.CourseCount),
            ("all", brake.AllPercent, brake.AllCount),
            ("hide", brake.HidePercent, brake.HideCount),
            ("role", brake.RolePercent, brake.RoleCount),
            ("rename", brake.RenamePercent, brake.RenameCount),
        ];
        foreach (var (name, percent, count) in parts)
        {
            if (percent is < 0 or > 100)
            {
                return Text($"{field}.{name}Percent: {percent} is not possible; give a percentage from 0 to 100.");
            }

            if (count < 1)
            {
                return Text($"{field}.{name}Count: {count} is not possible; give 1 or more.");
            }
        }

        return null;
    }

    /// <summary>A day of <see cref="RaisedChangeLimits"/>.</summary>
    internal static DateOnly? Day(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private static bool IsWebAddress(string? address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.Host != "";

    private static bool HasUser(string address) => new Uri(address).UserInfo != "";

    // A user and a password must not reach an answer, not even of an address that is wrong.
    private static string? Shown(string? address) =>
        address?.LastIndexOf('@') is > 0 and { } at ? "…" + address[at..] : address;

    private static bool Blank(string? text) => string.IsNullOrWhiteSpace(text) || text.Length > LongestText;
}
