using System.Globalization;

namespace MoodleGrains.Users;

/// <summary>How far a user is with an activity or a course. Rows of deleted users stay, queries join.</summary>
public sealed record CompletionRow : IReadModelRow, IReadModel<CompletionRow>
{
    /// <inheritdoc/>
    public static ReadModelSchema<CompletionRow> Schema { get; } = new(
        "completions",
        2,
        [
            new("site", ColumnType.Text),
            new("user_id", ColumnType.Bigint),
            new("course_id", ColumnType.Bigint),
            new("course_module_id", ColumnType.Bigint),
        ],
        [
            new("state", ColumnType.Bigint),
            new("at", ColumnType.Time),
        ]);

    /// <inheritdoc/>
    public required string DocumentId { get; init; }

    /// <summary>The slug of the site.</summary>
    public required string Site { get; init; }

    /// <summary>Moodle's id of the user.</summary>
    public required long UserId { get; init; }

    /// <summary>Moodle's id of the course.</summary>
    public required long CourseId { get; init; }

    /// <summary>Moodle's id of the activity's course module; 0 for the course as a whole.</summary>
    public required long CourseModuleId { get; init; }

    /// <summary>Moodle's completion state: 0 incomplete, 1 complete, 2 passed, 3 failed.</summary>
    public long State { get; init; }

    /// <summary>When it was completed, Unix seconds; null if unknown.</summary>
    public long? At { get; init; }

    /// <inheritdoc/>
    public static string? DocumentOf(RecordedEvent recorded) => recorded.Event is CompletionRecorded e
        ? string.Create(CultureInfo.InvariantCulture, $"{recorded.Grain}/{e.CourseId}/{e.CourseModuleId ?? 0}")
        : null;

    /// <inheritdoc/>
    public static CompletionRow? Fold(CompletionRow? row, RecordedEvent recorded) => recorded.Event is CompletionRecorded e
        ? new()
        {
            DocumentId = DocumentOf(recorded)!,
            Site = recorded.Grain.Site,
            UserId = recorded.Grain.Number,
            CourseId = e.CourseId,
            CourseModuleId = e.CourseModuleId ?? 0,
            State = e.State,
            At = UnixTime.OrNull(e.At),
        }
        : row;
}
