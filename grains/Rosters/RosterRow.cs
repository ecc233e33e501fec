namespace MoodleGrains.Rosters;

/// <summary>A roster as it is read; one that was deleted has no row, its runs have.</summary>
public sealed record RosterRow : IReadModelRow, IReadModel<RosterRow>
{
    /// <summary>No run is open.</summary>
    public const string Idle = "idle";

    /// <inheritdoc/>
    public static ReadModelSchema<RosterRow> Schema { get; } = new(
        "rosters",
        2,
        [
            new("site", ColumnType.Text),
            new("name", ColumnType.Text),
        ],
        [
            new("revision", ColumnType.Bigint),
            new("terms", ColumnType.Text),
            new("put_by", ColumnType.Text),
            new("put_at", ColumnType.Time),
            new("state", ColumnType.Text),
            new("last_run", ColumnType.Bigint),
            new("last_state", ColumnType.Text),
            new("last_at", ColumnType.Time),
        ]);

    /// <inheritdoc/>
    public required string DocumentId { get; init; }

    /// <summary>The slug of the site.</summary>
    public required string Site { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>How often it was put.</summary>
    public long Revision { get; init; }

    /// <summary>What it says, as JSON (<see cref="RosterTerms.FromJson"/>).</summary>
    public string Terms { get; init; } = "";

    /// <summary>Who put it last.</summary>
    public string PutBy { get; init; } = "";

    /// <summary>When, Unix seconds.</summary>
    public long PutAt { get; init; }

    /// <summary><see cref="Idle"/>, or how the open run stands: planning, waiting or applying.</summary>
    public string State { get; init; } = Idle;

    /// <summary>The last run since it was put after having been deleted; null for none.</summary>
    public long? LastRun { get; init; }

    /// <summary>How the last run stands, as <see cref="RosterRunRow.State"/>.</summary>
    public string? LastState { get; init; }

    /// <summary>Since when it stands so, Unix seconds.</summary>
    public long? LastAt { get; init; }

    /// <inheritdoc/>
    public static string? DocumentOf(RecordedEvent recorded) =>
        recorded.Event is RosterPut or RosterDeleted || RunFact.Of(recorded.Event) is not null
            ? recorded.Grain.Value
            : null;

    /// <inheritdoc/>
    public static RosterRow? Fold(RosterRow? row, RecordedEvent recorded) => recorded.Event switch
    {
        RosterPut e => (row ?? New(recorded.Grain)) with
        {
            Revision = e.Revision,
            Terms = e.Terms.ToJson(),
            PutBy = e.By,
            PutAt = e.At,
        },
        RosterDeleted => null,
        _ when row is not null && RunFact.Of(recorded.Event) is { } fact => row with
        {
            LastRun = fact.Run,
            LastState = fact.State,
            LastAt = fact.At,
            State = fact.Open ? fact.State : Idle,
        },
        _ => row,
    };

    private static RosterRow New(StreamKey grain) => new() { DocumentId = grain.Value, Site = grain.Site, Name = grain.Name };
}
