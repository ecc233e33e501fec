using MoodleGrains.Conferences;
using MoodleGrains.Courses;

namespace MoodleGrains.Digests;

/// <summary>
/// A change that a digest tells: one row an event, by its place in the log, so that each digest goes on exactly where the last
/// one ended, whatever the clocks say. What is told of it besides is read from the rows of courses and conferences.
/// </summary>
public sealed record ChangeRow : IReadModel<ChangeRow>
{
    /// <summary>The kind of a course's row.</summary>
    public const long OfCourse = 1;

    /// <summary>The kind of a conference's row.</summary>
    public const long OfConference = 2;

    /// <summary>It is new.</summary>
    public const string Added = "added";

    /// <summary>It has another name.</summary>
    public const string Renamed = "renamed";

    /// <summary>It has another time.</summary>
    public const string Rescheduled = "rescheduled";

    /// <summary>It has another description.</summary>
    public const string Described = "described";

    /// <summary>It was deleted.</summary>
    public const string Cancelled = "cancelled";

    /// <inheritdoc/>
    public static ReadModelSchema<ChangeRow> Schema { get; } = new(
        "changes",
        2,
        ["site", "kind", "subject_id", "position"],
        [
            new("what", ColumnType.Text, row => row.What),
            new("told_at", ColumnType.Time, row => row.ToldAt),
        ],
        (key, columns) => new()
        {
            Site = key.Site,
            Kind = key.Id,
            SubjectId = key.Id2,
            Position = key.Id3,
            What = columns.Text(0) ?? "",
            ToldAt = columns.Time(1) ?? 0,
        })
    {
        RowIsEvent = true,
    };

    /// <summary>The slug of the site.</summary>
    public required string Site { get; init; }

    /// <summary><see cref="OfCourse"/> or <see cref="OfConference"/>.</summary>
    public required long Kind { get; init; }

    /// <summary>The id of the course's or the conference's row.</summary>
    public required long SubjectId { get; init; }

    /// <summary>The event's place in the log.</summary>
    public required long Position { get; init; }

    /// <summary>What happened.</summary>
    public required string What { get; init; }

    /// <summary>When Moodle told it, Unix seconds.</summary>
    public required long ToldAt { get; init; }

    /// <inheritdoc/>
    public static RowKey? KeyOf(RecordedEvent recorded) => (recorded.Event, ConferenceRow.KeyOf(recorded)) switch
    {
        _ when Told(recorded.Event) is null => null,
        (_, { } conference) => new(conference.Site, OfConference, conference.Id, recorded.Position),
        _ => new(recorded.Grain.Site, OfCourse, recorded.Grain.Number, recorded.Position),
    };

    /// <inheritdoc/>
    public static ChangeRow? Fold(ChangeRow? row, RecordedEvent recorded) =>
        Told(recorded.Event) is { } told && KeyOf(recorded) is { } key
            ? new()
            {
                Site = key.Site,
                Kind = key.Id,
                SubjectId = key.Id2,
                Position = key.Id3,
                What = told.What,
                ToldAt = told.At,
            }
            : row;

    private static (string What, long At)? Told(IEvent happened) => happened switch
    {
        CourseRenamed e => (Renamed, e.Stamp.Told),
        CourseRescheduled e => (Rescheduled, e.Stamp.Told),
        CourseDescribed e => (Described, e.Stamp.Told),
        CourseDeleted e => (Cancelled, e.Stamp.Told),
        ConferenceCreated e => (Added, e.Stamp.Told),
        ConferenceShown e => (Added, e.Stamp.Told),
        ConferenceRenamed e => (Renamed, e.Stamp.Told),
        ConferenceRescheduled e => (Rescheduled, e.Stamp.Told),
        ConferenceDeleted e => (Cancelled, e.Stamp.Told),
        _ => null,
    };
}
