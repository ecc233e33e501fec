namespace MoodleGrains.ClientApi.Rosters;

/// <summary>What a roster is to say. What is left out has its default.</summary>
/// <param name="Site">The slug of the site that follows it.</param>
/// <param name="Source">Where it is read.</param>
/// <param name="MatchBy">By what participants are found: username, idnumber or email; username if left out.</param>
/// <param name="Roles">
/// The roster's words and the roles of Moodle they mean; none is student, teacher and professor are editingteacher if left out.
/// </param>
/// <param name="Category">
/// Where courses are created: names joined by /, or idnumber: and a category's idnumber; needed unless each course names its own.
/// </param>
/// <param name="Template">The short name of the course whose content new courses get; none if left out.</param>
/// <param name="Removal">keep, suspend or remove: what becomes of its enrolments that the roster no longer lists; keep if left out.</param>
/// <param name="Gone">keep or hide: what becomes of its courses that the roster no longer lists; keep if left out.</param>
/// <param name="Adopt">Whether courses that are there by short name or idnumber are adopted, and get enrolments; true if left out.</param>
/// <param name="AdoptWholly">Whether adopted courses are renamed and hidden too; false if left out.</param>
/// <param name="RenameEdited">Whether names that somebody edited in Moodle are overwritten; false if left out.</param>
/// <param name="Automatic">Whether plans that trip no brake are applied without a person; false if left out.</param>
/// <param name="Schedule">When it runs by itself; on demand only if left out.</param>
/// <param name="Brake">What waits for a person even if automatic; each field left out has its default.</param>
/// <param name="Raised">Days on which another brake holds.</param>
/// <param name="Mail">Whether a mail tells of each run; false if left out.</param>
/// <param name="Zone">The IANA time zone of dates that name none, such as 2026-09-14; that of the site if left out.</param>
public sealed record RosterPutBody(
    string Site,
    RosterBodySource Source,
    string? MatchBy,
    IReadOnlyList<RosterBodyRole>? Roles,
    string? Category,
    string? Template,
    string? Removal,
    string? Gone,
    bool? Adopt,
    bool? AdoptWholly,
    bool? RenameEdited,
    bool? Automatic,
    RosterBodySchedule? Schedule,
    ChangeLimitsBody? Brake,
    IReadOnlyList<RosterBodyRaised>? Raised,
    bool? Mail,
    string? Zone);

/// <summary>Where a roster is read.</summary>
/// <param name="Address">An http or https address without user or secret, or the path of a file on the silo's machine.</param>
/// <param name="Kind">http or file; by the address if left out.</param>
/// <param name="Format">json or csv; csv if the address ends with .csv, else json if left out.</param>
/// <param name="AllowPrivate">Whether addresses of private networks may be called; false if left out.</param>
/// <param name="MaxBytes">The largest body, unpacked; 67108864 if left out.</param>
/// <param name="TimeoutSeconds">How long the whole answer may take; 60 if left out.</param>
/// <param name="Charset">
/// What it is written in, such as windows-1250, where it has no byte order mark; what the source's header says, else UTF-8 if left out.
/// </param>
/// <param name="Ignore">Fields or columns that are meant to be there and are not read; none if left out.</param>
public sealed record RosterBodySource(
    string Address, string? Kind, string? Format, bool? AllowPrivate, long? MaxBytes, int? TimeoutSeconds, string? Charset,
    IReadOnlyList<string>? Ignore);

/// <summary>What a word of the roster means.</summary>
/// <param name="Word">The word; empty for participants without one.</param>
/// <param name="Role">The short name of Moodle's role, or its number.</param>
public sealed record RosterBodyRole(string Word, string Role);

/// <summary>When a roster runs by itself.</summary>
/// <param name="Cron">Minute, hour, day of month, month, day of week.</param>
/// <param name="Zone">The IANA time zone.</param>
public sealed record RosterBodySchedule(string Cron, string Zone);

/// <summary>What waits for a person: each is tripped by more than its percentage and at least its count.</summary>
/// <param name="CoursePercent">Of one course's enrolments by this roster, suspended or removed; 10 if left out.</param>
/// <param name="CourseCount">At least so many of them; 3 if left out.</param>
/// <param name="AllPercent">Of all enrolments by this roster; 5 if left out.</param>
/// <param name="AllCount">At least so many of them; 50 if left out.</param>
/// <param name="HidePercent">Of its courses, hidden; 5 if left out.</param>
/// <param name="HideCount">At least so many of them; 3 if left out.</param>
/// <param name="RolePercent">Of all who hold a role by this roster, losing it; 10 if left out.</param>
/// <param name="RoleCount">At least so many of them; 3 if left out.</param>
/// <param name="RenamePercent">Of its courses, renamed; 10 if left out.</param>
/// <param name="RenameCount">At least so many of them; 3 if left out.</param>
public sealed record ChangeLimitsBody(
    int? CoursePercent,
    int? CourseCount,
    int? AllPercent,
    int? AllCount,
    int? HidePercent,
    int? HideCount,
    int? RolePercent,
    int? RoleCount,
    int? RenamePercent,
    int? RenameCount);

/// <summary>Days on which another brake holds.</summary>
/// <param name="From">The first day, yyyy-MM-dd, UTC.</param>
/// <param name="Until">The last day.</param>
/// <param name="Brake">What holds then.</param>
public sealed record RosterBodyRaised(string From, string Until, ChangeLimitsBody Brake);

/// <summary>How a run is begun.</summary>
/// <param name="DryRun">Whether it ends with the plan; false if left out.</param>
public sealed record RunBody(bool? DryRun);

/// <summary>Which plan is approved.</summary>
/// <param name="Hash">The hash of the plan that was looked at.</param>
public sealed record ApprovalBody(string Hash);
