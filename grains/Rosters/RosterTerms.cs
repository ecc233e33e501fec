using System.Text.Json;
using System.Text.Json.Serialization;

namespace MoodleGrains.Rosters;

/// <summary>
/// What a roster says: where it comes from, and how far Moodle follows it. Secrets and addresses of mail are configuration, by the roster's
/// name.
/// </summary>
/// <param name="Source">Where it is read.</param>
/// <param name="MatchBy">
/// By what a participant is found in Moodle: <see cref="ByUserName"/>, <see cref="ByIdNumber"/> or <see cref="ByEmail"/>.
/// </param>
/// <param name="Roles">The words of the roster and the roles they mean.</param>
/// <param name="Category">
/// Where courses are created: names joined by <c>/</c>, or <c>idnumber:</c> and a category's idnumber; null if each course of the roster
/// names its own.
/// </param>
/// <param name="Template">The short name of the course whose content new courses get; null for none.</param>
/// <param name="Removal">
/// What becomes of enrolments of this roster that it no longer lists: <see cref="Keep"/>, <see cref="Suspend"/> or <see cref="Remove"/>.
/// </param>
/// <param name="Gone">What becomes of courses of this roster that it no longer lists: <see cref="Keep"/> or <see cref="Hide"/>.</param>
/// <param name="Adopt">Whether a course that is there by its short name or idnumber is adopted: it gets enrolments.</param>
/// <param name="AdoptWholly">Whether adopted courses are renamed and hidden too.</param>
/// <param name="RenameEdited">Whether a name that somebody edited in Moodle is overwritten.</param>
/// <param name="Automatic">Whether a plan that trips no brake is applied without a person.</param>
/// <param name="Schedule">When it is run by itself; null for on demand only.</param>
/// <param name="Brake">What waits for a person, even if automatic.</param>
/// <param name="Raised">Weeks in which the brake is raised.</param>
/// <param name="Mail">Whether a mail tells of each run (to <c>Rosters:{name}:Mail</c>).</param>
/// <param name="Zone">The IANA time zone of dates without one; null for that of the site (<c>Sites:{slug}:Zone</c>).</param>
public sealed record RosterTerms(
    RosterSource Source,
    string MatchBy,
    IReadOnlyList<RoleMapping> Roles,
    string? Category,
    string? Template,
    string Removal,
    string Gone,
    bool Adopt,
    bool AdoptWholly,
    bool RenameEdited,
    bool Automatic,
    RosterSchedule? Schedule,
    ChangeLimits Brake,
    IReadOnlyList<RaisedChangeLimits> Raised,
    bool Mail,
    string? Zone = null)
{
    /// <summary>Participants are Moodle's usernames.</summary>
    public const string ByUserName = "username";

    /// <summary>Participants are idnumbers of users.</summary>
    public const string ByIdNumber = "idnumber";

    /// <summary>Participants are mail addresses.</summary>
    public const string ByEmail = "email";

    /// <summary>It stays as it is.</summary>
    public const string Keep = "keep";

    /// <summary>The enrolment is suspended: work and groups are kept.</summary>
    public const string Suspend = "suspend";

    /// <summary>The enrolment is taken away, and with the last one groups and grades.</summary>
    public const string Remove = "remove";

    /// <summary>The course is hidden.</summary>
    public const string Hide = "hide";

    /// <summary>The idnumber that a category is named by.</summary>
    /// <param name="category">As <see cref="Category"/>.</param>
    /// <returns>The idnumber; null if names are given.</returns>
    public static string? CategoryIdNumber(string category) =>
        category.StartsWith("idnumber:", StringComparison.Ordinal) ? category["idnumber:".Length..].Trim() : null;

    /// <inheritdoc/>
    public bool Equals(RosterTerms? other) => other is not null && ToJson() == other.ToJson();

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Source, MatchBy, Roles.Count, Category);

    /// <summary>The terms as JSON, as events and rows hold them.</summary>
    /// <returns>The JSON.</returns>
    public string ToJson() => JsonSerializer.Serialize(this, RosterJson.It.RosterTerms);

    /// <summary>Reads terms back that <see cref="ToJson"/> wrote.</summary>
    /// <param name="json">The JSON.</param>
    /// <returns>The terms.</returns>
    /// <exception cref="JsonException">It is no such JSON.</exception>
    public static RosterTerms FromJson(string json) =>
        JsonSerializer.Deserialize(json, RosterJson.It.RosterTerms) ?? throw new JsonException("terms: they are null.");
}

/// <summary>Where a roster is read.</summary>
/// <param name="Kind"><see cref="Http"/> or <see cref="File"/>.</param>
/// <param name="Address">An http or https address without user or secret, or the path of a file on the silo's machine.</param>
/// <param name="Format"><see cref="Json"/> or <see cref="Csv"/>.</param>
/// <param name="AllowPrivate">Whether addresses of private networks may be called.</param>
/// <param name="MaxBytes">The largest body that is read, bytes, unpacked.</param>
/// <param name="TimeoutSeconds">How long the whole answer may take.</param>
public sealed record RosterSource(string Kind, string Address, string Format, bool AllowPrivate, long MaxBytes, int TimeoutSeconds)
{
    /// <summary>
    /// What the source is written in, where neither a byte order mark nor the source itself says so: <c>windows-1250</c>; null if not said.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Charset { get; init; }

    /// <summary>Fields or columns that are meant to be there and are not read; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Ignore { get; init; }

    /// <summary>A GET.</summary>
    public const string Http = "http";

    /// <summary>A file.</summary>
    public const string File = "file";

    /// <summary>JSON.</summary>
    public const string Json = "json";

    /// <summary>CSV: course_shortname, course_name, username, role.</summary>
    public const string Csv = "csv";

    /// <summary>The largest body unless said otherwise: 64 MiB.</summary>
    public const long DefaultMaxBytes = 64L * 1024 * 1024;

    /// <summary>The time-out unless said otherwise.</summary>
    public const int DefaultTimeoutSeconds = 60;
}

/// <summary>What a word of the roster means.</summary>
/// <param name="Word">The word, trimmed and lower-cased; empty for participants without one.</param>
/// <param name="Role">The short name of Moodle's role (<c>editingteacher</c>), or its number.</param>
public sealed record RoleMapping(string Word, string Role)
{
    /// <summary>Unless said otherwise.</summary>
    public static IReadOnlyList<RoleMapping> Default { get; } =
    [
        new("", "student"), new("professor", "editingteacher"), new("student", "student"), new("teacher", "editingteacher"),
    ];

    /// <summary>A word as it is compared.</summary>
    /// <param name="word">The word.</param>
    /// <returns>The word, trimmed and lower-cased, without what cannot be seen.</returns>
    public static string Normal(string word) => ComparableName.Of(word).ToLowerInvariant();
}

/// <summary>When a roster is run by itself.</summary>
/// <param name="Cron">Five fields: minute, hour, day of month, month, day of week.</param>
/// <param name="Zone">The IANA time zone (<c>Europe/Brussels</c>).</param>
public sealed record RosterSchedule(string Cron, string Zone);

/// <summary>What waits for a person: each is tripped by more than its percentage and at least its count.</summary>
/// <param name="CoursePercent">Of one course's enrolments by this roster, suspended or removed.</param>
/// <param name="CourseCount">At least so many of them.</param>
/// <param name="AllPercent">Of all enrolments by this roster, suspended or removed.</param>
/// <param name="AllCount">At least so many of them.</param>
/// <param name="HidePercent">Of all its courses, hidden.</param>
/// <param name="HideCount">At least so many of them.</param>
/// <param name="RolePercent">Of all who hold a role by this roster, losing that role.</param>
/// <param name="RoleCount">At least so many of them.</param>
/// <param name="RenamePercent">
/// Of all its courses, renamed. Terms from before it was there have the default; 0 must be written, for left out it is the default.
/// </param>
/// <param name="RenameCount">At least so many of them.</param>
public sealed record ChangeLimits(
    int CoursePercent,
    int CourseCount,
    int AllPercent,
    int AllCount,
    int HidePercent,
    int HideCount,
    int RolePercent,
    int RoleCount,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] int RenamePercent = 10,
    int RenameCount = 3)
{
    /// <summary>Unless said otherwise.</summary>
    public static ChangeLimits Default { get; } = new(10, 3, 5, 50, 5, 3, 10, 3);
}

/// <summary>The brake on some days.</summary>
/// <param name="From">The first day, <c>yyyy-MM-dd</c>, UTC.</param>
/// <param name="Until">The last day, <c>yyyy-MM-dd</c>, UTC.</param>
/// <param name="Brake">What holds then.</param>
public sealed record RaisedChangeLimits(string From, string Until, ChangeLimits Brake);
