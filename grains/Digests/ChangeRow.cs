using System.Globalization;
using MoodleGrains.Conferences;
using MoodleGrains.Courses;

namespace MoodleGrains.Digests;

/// <summary>
/// A change that a digest tells: one row an event, by its place in the log, so that each digest goes on exactly where the last
/// one ended, whatever the clocks say. What is told of it besides is read from the rows of courses and conferences.
/// </summary>
public sealed record ChangeRow : IReadModelRow, IReadModel<ChangeRow>
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
        3,
        [
            new("site", ColumnType.Text),
            new("kind", ColumnType.Bigint),
            new("subject_id", ColumnType.Bigint),
        ],
        [
            new("what", ColumnType.Text),
            new("told_at", ColumnType.Time),
        ])
    {
        InOrder = true,
    };

    /// <inheritdoc/>
    public required string DocumentId { get; init; }

    /// <summary>The slug of the site.</summary>
    public required string Site { get; init; }

    /// <summary><see cref="OfCourse"/> or <see cref="OfConference"/>.</summary>
    public required long Kind { get; init; }

    /// <summary>The id of the course's or the conference's row.</summary>
    public required long SubjectId { get; init; }

    /// <summary>What happened.</summary>
    public required string What { get; init; }

    /// <summary>When Moodle told it, Unix seconds.</summary>
    public required long ToldAt { get; init; }

    /// <inheritdoc/>
    public static string? DocumentOf(RecordedEvent recorded) => Told(recorded.Event) is null
        ? null
        : string.Create(CultureInfo.InvariantCulture, $"{recorded.Grain}/{recorded.Version}");

    /// <inheritdoc/>
    public static ChangeRow? Fold(ChangeRow? row, RecordedEvent recorded) =>
        Told(recorded.Event) is { } told && DocumentOf(recorded) is { } id ? Of(id, recorded, told.What, told.At) : row;

    private static ChangeRow Of(string id, RecordedEvent recorded, string what, long at)
    {
        var ofConference = ConferenceRow.DocumentOf(recorded) is not null;
        return new()
        {
            DocumentId = id,
            Site = recorded.Grain.Site,
            Kind = ofConference ? OfConference : OfCourse,
            SubjectId = ofConference ? ConferenceId.Row(recorded.Grain.Name) : recorded.Grain.Number,
            What = what,
            ToldAt = at,
        };
    }

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
