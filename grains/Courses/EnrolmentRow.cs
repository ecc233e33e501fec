using System.Globalization;

namespace MoodleGrains.Courses;

/// <summary>
/// A user enrolled in a course. Rows of users who are not enrolled are taken away; rows of deleted courses stay, queries join.
/// </summary>
public sealed record EnrolmentRow : IReadModelRow, IReadModel<EnrolmentRow>
{
    /// <inheritdoc/>
    public static ReadModelSchema<EnrolmentRow> Schema { get; } = new(
        "enrolments",
        4,
        [
            new("site", ColumnType.Text),
            new("course_id", ColumnType.Bigint),
            new("user_id", ColumnType.Bigint),
        ],
        [
            new("enrolled", ColumnType.Boolean),
            new("active", ColumnType.Boolean),
            new("roles", ColumnType.BigintArray),
            new("method", ColumnType.Text),
            new("since", ColumnType.Time),
            new("until", ColumnType.Time),
        ])
    {
        Indexes = ["user_id, site"],
    };

    /// <inheritdoc/>
    public required string DocumentId { get; init; }

    /// <summary>The slug of the site.</summary>
    public required string Site { get; init; }

    /// <summary>Moodle's id of the course.</summary>
    public required long CourseId { get; init; }

    /// <summary>Moodle's id of the user.</summary>
    public required long UserId { get; init; }

    /// <summary>Always true: whoever is not enrolled has no row.</summary>
    public bool Enrolled { get; init; } = true;

    /// <summary>Whether an enrolment is active; null if unknown.</summary>
    public bool? Active { get; init; }

    /// <summary>Moodle's ids of the roles held in the course, ascending.</summary>
    public long[] Roles { get; init; } = [];

    /// <summary>The method of the latest enrolment; null until a webhook tells.</summary>
    public string? Method { get; init; }

    /// <summary>When the first enrolment was made, Unix seconds; null until a webhook tells.</summary>
    public long? Since { get; init; }

    /// <summary>End of the latest enrolment's window, Unix seconds; null if none or not told.</summary>
    public long? Until { get; init; }

    /// <inheritdoc/>
    public static string? DocumentOf(RecordedEvent recorded) => recorded.Event is IParticipationFact fact
        ? IdOf(recorded.Grain, fact.UserId)
        : null;

    /// <inheritdoc/>
    public static EnrolmentRow? Fold(EnrolmentRow? row, RecordedEvent recorded) => recorded.Event switch
    {
        UserEnrolled e => row is null ? New(recorded.Grain, e) : Again(row, e),
        UserUnenrolled => null,
        _ when row is null => null,
        EnrolmentEnded e => row with { Active = e.Active },
        EnrolmentActivated => row with { Active = true },
        EnrolmentSuspended e => row with { Active = e.Active },
        EnrolmentContested e => row with { Active = e.Active },
        RoleAssigned e => row with { Roles = With(row.Roles, e.RoleId) },
        RoleUnassigned e => row with { Roles = Array.FindAll(row.Roles, role => role != e.RoleId) },
        _ => row,
    };

    private static string IdOf(StreamKey course, long user) => string.Create(CultureInfo.InvariantCulture, $"{course}/{user}");

    private static EnrolmentRow New(StreamKey grain, UserEnrolled e) => new()
    {
        DocumentId = IdOf(grain, e.UserId),
        Site = grain.Site,
        CourseId = grain.Number,
        UserId = e.UserId,
        Active = e.Active,
        Roles = e.Roles is null ? [] : [.. e.Roles],
        Method = e.Method,
        Since = UnixTime.OrNull(e.Since),
        Until = UnixTime.OrNull(e.Until),
    };

    private static EnrolmentRow Again(EnrolmentRow row, UserEnrolled e) => row with
    {
        Active = row.Active | e.Active,
        Method = e.Method ?? row.Method,
        Since = row.Since ?? UnixTime.OrNull(e.Since),
        Until = e.Until is null ? row.Until : UnixTime.OrNull(e.Until),
    };

    private static long[] With(long[] roles, long role)
    {
        var place = Array.BinarySearch(roles, role);
        return place >= 0 ? roles : [.. roles.AsSpan(0, ~place), role, .. roles.AsSpan(~place)];
    }
}
