using MoodleGrains.ClientApi.Json;
using MoodleGrains.ClientApi.Rules;
using MoodleGrains.Rosters;

namespace MoodleGrains.ClientApi.Rosters;

/// <summary>Reads what a roster says from JSON. Every fault is told, each with its path; what is left out has its default.</summary>
public static class RosterReading
{
    private static readonly string[] matches = [RosterTerms.ByUserName, RosterTerms.ByIdNumber, RosterTerms.ByEmail];
    private static readonly string[] removals = [RosterTerms.Keep, RosterTerms.Suspend, RosterTerms.Remove];
    private static readonly string[] departures = [RosterTerms.Keep, RosterTerms.Hide];

    /// <summary>
    /// What roles mean unless the roster says otherwise; a word that is not among them is reported, and never taken for another.
    /// </summary>
    public static IReadOnlyList<RoleMapping> DefaultRoles { get; } =
        [new("", "student"), new("teacher", "editingteacher"), new("professor", "editingteacher")];

    // What is checked stands alone in it: so each part tells its fault, not only the first one that has any.
    private static readonly RosterTerms sound = new(
        new(
            RosterSource.Http, "https://registrar.example", RosterSource.Json, false, RosterSource.DefaultMaxBytes,
            RosterSource.DefaultTimeoutSeconds),
        RosterTerms.ByUserName, DefaultRoles, null, null, RosterTerms.Keep, RosterTerms.Keep, true, false, false, false, null,
        ChangeLimits.Default, [], false);

    /// <summary>Reads the terms.</summary>
    /// <param name="fields">The object they stand in. It is not closed: beside them there may be the roster's site and name.</param>
    /// <returns>The terms; null if something is wrong, which is then told.</returns>
    public static RosterTerms? Terms(JsonFields fields)
    {
        var before = fields.Faults;
        var source = Part(fields, () => RosterSourceReading.Source(fields), read => read is null ? sound : sound with { Source = read });
        var matchBy = fields.OneOf("matchBy", matches) ?? RosterTerms.ByUserName;
        var roles = Part(fields, () => Roles(fields), read => sound with { Roles = read });
        var category = Part(
            fields,
            () => fields.Text("category", "names such as \"Science/Physics\", or \"idnumber:\" and a category's idnumber"),
            read => sound with { Category = read });
        var template = Part(fields, () => fields.Text("template", "the short name of a course"), read => sound with { Template = read });
        var removal = fields.OneOf("removal", removals) ?? RosterTerms.Keep;
        var gone = fields.OneOf("gone", departures) ?? RosterTerms.Keep;
        var adopt = fields.Flag("adopt") ?? true;
        var adoptWholly = Part(
            fields, () => fields.Flag("adoptWholly") ?? false, read => sound with { Adopt = adopt, AdoptWholly = read });
        var renameEdited = fields.Flag("renameEdited") ?? false;
        var automatic = fields.Flag("automatic") ?? false;
        var schedule = Part(fields, () => Schedule(fields), read => sound with { Schedule = read });
        var brake = fields.Inner("brake") is { } said ? ChangeLimitsReading.Brake(said) : ChangeLimits.Default;
        var raised = Part(fields, () => ChangeLimitsReading.Raised(fields), read => sound with { Raised = read });
        var mail = fields.Flag("mail") ?? false;
        var zone = Part(fields, () => Zone(fields), read => sound with { Zone = read });
        return source is null || fields.Faults > before
            ? null
            : RosterTermsChecks.Ordered(new(
                source, matchBy, roles, category, template, removal, gone, adopt, adoptWholly, renameEdited, automatic, schedule, brake,
                raised, mail, zone));
    }

    /// <summary>Reads a part, and checks it where it could be read.</summary>
    private static TPart Part<TPart>(JsonFields fields, Func<TPart> read, Func<TPart, RosterTerms> within)
    {
        var before = fields.Faults;
        var part = read();
        if (fields.Faults == before && RosterTermsChecks.Fault(within(part)) is { } fault)
        {
            // It begins with the field: source.address: …
            var end = fault.IndexOf(": ", StringComparison.Ordinal);
            fields.FaultAt(fields.PathOf(fault[..end]), fault[(end + 2)..]);
        }

        return part;
    }

    private static List<RoleMapping> Roles(JsonFields fields)
    {
        const string wanted = "a list such as [{ \"word\": \"teacher\", \"role\": \"editingteacher\" }]";
        if (fields.Items("roles", wanted) is not { } items)
        {
            return [.. DefaultRoles];
        }

        var roles = new List<RoleMapping>();
        foreach (var (item, path) in items)
        {
            if (fields.Item(item, path) is not { } mapping)
            {
                continue;
            }

            var word = mapping.Text("word", "the roster's word, \"\" for participants without one", required: true);
            var role = mapping.Text("role", "the short name of a role in Moodle such as \"editingteacher\", or its number", required: true);
            mapping.Close();
            roles.Add(new(word ?? "", role ?? ""));
        }

        return roles;
    }

    private static RosterSchedule? Schedule(JsonFields fields)
    {
        if (fields.Inner("schedule") is not { } schedule)
        {
            return null;
        }

        var cron = schedule.Text("cron", "minute, hour, day of month, month and day of week such as \"30 2 * * *\"", required: true);
        var zone = Zone(schedule, required: true);
        schedule.Close();
        return cron is null || zone is null ? null : new(cron, zone);
    }

    private static string? Zone(JsonFields fields, bool required = false)
    {
        var zone = fields.Text("zone", "an IANA time zone such as \"Europe/Brussels\"", required: required);
        if (zone is not null && !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
        {
            fields.Fault("zone", $"'{zone}' is no time zone this machine knows; give an IANA name such as \"Europe/Brussels\".");
        }

        return zone;
    }
}
