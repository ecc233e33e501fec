namespace MoodleGrains.Rosters;

/// <summary>A roster as it is read; one that was deleted has no row, its runs have.</summary>
public sealed record RosterRow : IReadModel<RosterRow>
{
    /// <summary>No run is open.</summary>
    public const string Idle = "idle";

    /// <inheritdoc/>
    public static ReadModelSchema<RosterRow> Schema { get; } = new(
        "rosters",
        1,
        ["site", "name"],
        [
            new("revision", ColumnType.Bigint, row => row.Revision),
            new("terms", ColumnType.Text, row => row.Terms),
            new("put_by", ColumnType.Text, row => row.PutBy),
            new("put_at", ColumnType.Time, row => row.PutAt),
            new("state", ColumnType.Text, row => row.State),
            new("last_run", ColumnType.Bigint, row => row.LastRun),
            new("last_state", ColumnType.Text, row => row.LastState),
            new("last_at", ColumnType.Time, row => row.LastAt),
        ],
        (key, columns) => new()
        {
            Site = key.Site,
            Name = key.Name,
            Revision = columns.Bigint(0) ?? 0,
            Terms = columns.Text(1) ?? "",
            PutBy = columns.Text(2) ?? "",
            PutAt = columns.Time(3) ?? 0,
            State = columns.Text(4) ?? Idle,
            LastRun = columns.Bigint(5),
            LastState = columns.Text(6),
            LastAt = columns.Time(7),
        })
    {
        LastKeyIsText = true,
    };

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
    public static RowKey? KeyOf(RecordedEvent recorded) =>
        recorded.Event is RosterPut or RosterDeleted || RunFact.Of(recorded.Event) is not null
            ? new(recorded.Grain.Site, 0) { Name = recorded.Grain.Name }
            : null;

    /// <inheritdoc/>
    public static RosterRow? Fold(RosterRow? row, RecordedEvent recorded) => recorded.Event switch
    {
        RosterPut e => (row ?? new() { Site = recorded.Grain.Site, Name = recorded.Grain.Name }) with
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
}
