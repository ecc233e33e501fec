namespace MoodleGrains.Mirrors;

/// <summary>A course that stands for one of a roster, as it is read.</summary>
public sealed record MirrorRow : IReadModelRow, IReadModel<MirrorRow>
{
    /// <inheritdoc/>
    public static ReadModelSchema<MirrorRow> Schema { get; } = new(
        "mirrors",
        3,
        [
            new("site", ColumnType.Text),
            new("course_id", ColumnType.Bigint),
            new("roster", ColumnType.Text),
        ],
        [
            new("course_key", ColumnType.Text),
            new("created", ColumnType.Boolean),
            new("name", ColumnType.Text),
            new("hidden", ColumnType.Boolean),
            new("lost", ColumnType.Boolean),
            new("members", ColumnType.Bigint),
            new("runs", ColumnType.BigintArray),
        ])
    {
        Indexes = ["roster, site"],
    };

    /// <inheritdoc/>
    public required string DocumentId { get; init; }

    /// <summary>The slug of the site.</summary>
    public required string Site { get; init; }

    /// <summary>Moodle's id of the course.</summary>
    public required long CourseId { get; init; }

    /// <summary>The roster's name.</summary>
    public required string Roster { get; init; }

    /// <summary>The course's identity in the roster.</summary>
    public string CourseKey { get; init; } = "";

    /// <summary>Whether the roster created it; false if it adopted it.</summary>
    public bool Created { get; init; }

    /// <summary>The full name it had when the roster adopted or named it last.</summary>
    public string Name { get; init; } = "";

    /// <summary>Whether the roster hid it.</summary>
    public bool Hidden { get; init; }

    /// <summary>Whether it is gone from Moodle.</summary>
    public bool Lost { get; init; }

    /// <summary>How many users hold something of the roster there.</summary>
    public long Members { get; init; }

    /// <summary>The runs that changed something there, ascending.</summary>
    public long[] Runs { get; init; } = [];

    /// <inheritdoc/>
    public static string? DocumentOf(RecordedEvent recorded) => recorded.Event is IMirrorFact
        && Mirror.Of(recorded.Grain) is { Course: > 0 }
            ? recorded.Grain.Value
            : null;

    /// <inheritdoc/>
    public static MirrorRow? Fold(MirrorRow? row, RecordedEvent recorded)
    {
        if (recorded.Event is not IMirrorFact { Run: var run })
        {
            return row;
        }

        var of = Mirror.Of(recorded.Grain);
        row ??= new() { DocumentId = recorded.Grain.Value, Site = recorded.Grain.Site, CourseId = of.Course, Roster = of.Roster };
        row = row with { Lost = false, Runs = row.Runs.Contains(run) ? row.Runs : [.. row.Runs, run] };
        return recorded.Event switch
        {
            CourseMirrored e => row with { CourseKey = e.Key, Created = e.Created, Name = e.Name },
            MirrorRenamed e => row with { Name = e.Name },
            MirrorShown e => row with { Hidden = !e.Visible },
            MembersChanged e => row with { Members = e.Members },
            MirrorLost => row with { Lost = true },
            _ => row,
        };
    }
}
