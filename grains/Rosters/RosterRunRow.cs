using System.Globalization;
using System.Text.Json;

namespace MoodleGrains.Rosters;

/// <summary>A run of a roster as it is read.</summary>
public sealed record RosterRunRow : IReadModelRow, IReadModel<RosterRunRow>
{
    /// <summary>Source and Moodle are read.</summary>
    public const string Planning = "planning";

    /// <summary>A dry run: it ended with its plan.</summary>
    public const string Planned = "planned";

    /// <summary>Its plan waits for a person.</summary>
    public const string Waiting = "waiting";

    /// <summary>Its plan is being applied.</summary>
    public const string Applying = "applying";

    /// <summary>All was tried, and looked at.</summary>
    public const string Finished = "finished";

    /// <summary>It could not go on.</summary>
    public const string Failed = "failed";

    /// <summary>It was stopped; what was done stays.</summary>
    public const string Cancelled = "cancelled";

    /// <inheritdoc/>
    public static ReadModelSchema<RosterRunRow> Schema { get; } = new(
        "roster_runs",
        2,
        [
            new("site", ColumnType.Text),
            new("run", ColumnType.Bigint),
            new("roster", ColumnType.Text),
        ],
        [
            new("trigger", ColumnType.Text),
            new("state", ColumnType.Text),
            new("dry_run", ColumnType.Boolean),
            new("undoes", ColumnType.Bigint),
            new("by", ColumnType.Text),
            new("approved_by", ColumnType.Text),
            new("cancelled_by", ColumnType.Text),
            new("hash", ColumnType.Text),
            new("counts", ColumnType.Text),
            new("tripped", ColumnType.Text),
            new("reason", ColumnType.Text),
            new("done", ColumnType.Bigint),
            new("failed", ColumnType.Bigint, "refused"),
            new("confirmed", ColumnType.Bigint),
            new("started_at", ColumnType.Time),
            new("planned_at", ColumnType.Time),
            new("approved_at", ColumnType.Time),
            new("ended_at", ColumnType.Time),
        ]);

    /// <inheritdoc/>
    public required string DocumentId { get; init; }

    /// <summary>The slug of the site.</summary>
    public required string Site { get; init; }

    /// <summary>Its number, from 1.</summary>
    public required long Run { get; init; }

    /// <summary>The roster's name.</summary>
    public required string Roster { get; init; }

    /// <summary><c>schedule</c>, <c>person</c> or <c>undo</c>.</summary>
    public string Trigger { get; init; } = "";

    /// <summary>Where it stands: one of the words above.</summary>
    public string State { get; init; } = Planning;

    /// <summary>Whether it ends with the plan.</summary>
    public bool DryRun { get; init; }

    /// <summary>Of an undo: the run it takes back.</summary>
    public long? Undoes { get; init; }

    /// <summary>Who started it.</summary>
    public string By { get; init; } = "";

    /// <summary>Who approved its plan; <c>policy</c> if nobody had to; null if it was not.</summary>
    public string? ApprovedBy { get; init; }

    /// <summary>Who cancelled it; <c>policy</c> where a newer run took its place; null if it was not.</summary>
    public string? CancelledBy { get; init; }

    /// <summary>Of its plan; null before.</summary>
    public string? Hash { get; init; }

    /// <summary>The numbers of its plan (<see cref="PlanCounts"/>) as JSON; null before.</summary>
    public string? Counts { get; init; }

    /// <summary>What tripped the brake, a JSON array of sentences; null before the plan.</summary>
    public string? Tripped { get; init; }

    /// <summary>Why it failed.</summary>
    public string? Reason { get; init; }

    /// <summary>Items done; null before the end.</summary>
    public long? Done { get; init; }

    /// <summary>Items that Moodle refused; null before the end.</summary>
    public long? Refused { get; init; }

    /// <summary>Items seen in Moodle afterwards; null before the end.</summary>
    public long? Confirmed { get; init; }

    /// <summary>When it began, Unix seconds, as all that follow.</summary>
    public long StartedAt { get; init; }

    /// <summary>When its plan was made last.</summary>
    public long? PlannedAt { get; init; }

    /// <summary>When that plan was approved.</summary>
    public long? ApprovedAt { get; init; }

    /// <summary>When it ended.</summary>
    public long? EndedAt { get; init; }

    /// <inheritdoc/>
    public static string? DocumentOf(RecordedEvent recorded) => RunFact.Of(recorded.Event) is { } fact
        ? IdOf(recorded.Grain, fact.Run)
        : null;

    /// <inheritdoc/>
    public static RosterRunRow? Fold(RosterRunRow? row, RecordedEvent recorded)
    {
        if (RunFact.Of(recorded.Event) is not { } fact)
        {
            return row;
        }

        row = (row ?? New(recorded.Grain, fact.Run)) with
        {
            State = fact.State,
            EndedAt = fact.Open ? null : fact.At,
        };
        return recorded.Event switch
        {
            RunStarted e => row with { Trigger = e.Trigger, DryRun = e.DryRun, Undoes = e.Undoes, By = e.By, StartedAt = e.At },
            RunPlanned e => row with
            {
                Hash = e.Hash,
                Counts = JsonSerializer.Serialize(e.Counts, RosterJson.It.PlanCounts),
                Tripped = JsonSerializer.Serialize([.. e.Tripped], RosterJson.It.StringArray),
                PlannedAt = e.At,
                ApprovedBy = null,
                ApprovedAt = null,
            },
            RunApproved e => row with { ApprovedBy = e.By, ApprovedAt = e.At },
            RunFinished e => row with { Done = e.Done, Refused = e.Failed, Confirmed = e.Confirmed },
            RunFailed e => row with { Reason = e.Reason },
            RunCancelled e => row with { CancelledBy = e.By },
            _ => row,
        };
    }

    private static string IdOf(StreamKey roster, long run) => string.Create(CultureInfo.InvariantCulture, $"{roster}/{run}");

    private static RosterRunRow New(StreamKey roster, long run) => new()
    {
        DocumentId = IdOf(roster, run),
        Site = roster.Site,
        Run = run,
        Roster = roster.Name,
    };
}
