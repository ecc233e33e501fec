using MoodleGrains.ClientApi.Rules;
using MoodleGrains.Rosters;

namespace MoodleGrains.ClientApi.Rosters;

/// <summary>Reads what a roster says from JSON. Every fault is told, each with its path; what is left out has its default.</summary>
public static class RosterReading
{
    private static readonly string[] matches = [RosterTerms.ByUserName, RosterTerms.ByIdNumber, RosterTerms.ByEmail];
    private static readonly string[] removals = [RosterTerms.Keep, RosterTerms.Suspend, RosterTerms.Remove];
    private static readonly string[] departures = [RosterTerms.Keep, RosterTerms.Hide];

    /// <summary>What roles mean unless the roster says otherwise; a word that is not among them is reported, and never taken for another.</summary>
    public static IReadOnlyList<RoleMapping> DefaultRoles { get; } =
        [new("", "student"), new("teacher", "editingteacher"), new("professor", "editingteacher")];

    /// <summary>Reads the terms.</summary>
    /// <param name="fields">The object they stand in. It is not closed: beside them there may be the roster's site and name.</param>
    /// <returns>The terms; null if something is wrong, which is then told.</returns>
    public static RosterTerms? Terms(JsonFields fields)
    {
        var before = fields.Faults;
        var source = RosterSourceReading.Source(fields);
        var matchBy = fields.OneOf("matchBy", matches) ?? RosterTerms.ByUserName;
        var roles = Roles(fields);
        var category = Filled(fields, "category", "names such as \"Science/Physics\", or \"idnumber:\" and a category's idnumber");
        var template = Filled(fields, "template", "the short name of a course");
        var removal = fields.OneOf("removal", removals) ?? RosterTerms.Keep;
        var gone = fields.OneOf("gone", departures) ?? RosterTerms.Keep;
        var adopt = fields.Flag("adopt") ?? true;
        var adoptWholly = fields.Flag("adoptWholly") ?? false;
        var renameEdited = fields.Flag("renameEdited") ?? false;
        var automatic = fields.Flag("automatic") ?? false;
        var schedule = Schedule(fields);
        var brake = fields.Inner("brake") is { } said ? RosterBrakeReading.Brake(said) : RosterBrake.Default;
        var raised = RosterBrakeReading.Raised(fields);
        var mail = fields.Flag("mail") ?? false;
        if (source is null || fields.Faults > before)
        {
            return null;
        }

        var terms = new RosterTerms(
            source, matchBy, roles, category, template, removal, gone, adopt, adoptWholly, renameEdited, automatic, schedule, brake, raised, mail);
        if (RosterTermsChecks.Fault(terms) is not { } fault)
        {
            return RosterTermsChecks.Ordered(terms);
        }

        // It begins with the field: source.address: …
        var at = fault.IndexOf(": ", StringComparison.Ordinal);
        fields.FaultAt(at < 0 ? fields.Path : fields.PathOf(fault[..at]), at < 0 ? fault : fault[(at + 2)..]);
        return null;
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

            var word = mapping.Text("word", "the roster's word, \"\" for participants without one", required: true)?.Trim().ToLowerInvariant();
            var role = Filled(mapping, "role", "the short name of a role in Moodle such as \"editingteacher\", or its number", required: true);
            mapping.Close();
            if (roles.Any(other => other.Word == word))
            {
                mapping.Fault("word", $"'{word}' stands in the list twice; keep one of them.");
            }

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

        var cron = Filled(schedule, "cron", "minute, hour, day of month, month and day of week such as \"30 2 * * *\"", required: true);
        var zone = schedule.Text("zone", "an IANA time zone such as \"Europe/Brussels\"", required: true);
        if (zone is not null && !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
        {
            schedule.Fault("zone", $"'{zone}' is no time zone this machine knows; give an IANA name such as \"Europe/Brussels\".");
        }

        schedule.Close();
        return cron is null || zone is null ? null : new(cron, zone);
    }

    private static string? Filled(JsonFields fields, string name, string wanted, bool required = false) =>
        fields.Fitting(name, wanted, text => text.Trim() != "", required);
}
