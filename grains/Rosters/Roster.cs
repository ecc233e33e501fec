using System.Text.Json.Serialization.Metadata;

namespace MoodleGrains.Rosters;

/// <summary>A roster (<c>roster-{site}-{name}</c>): what it says, and its runs, one at a time.</summary>
public sealed record Roster : IAggregate<Roster>
{
    /// <inheritdoc/>
    public static string Kind => "roster";

    /// <inheritdoc/>
    public static Roster Initial { get; } = new();

    /// <inheritdoc/>
    public static IReadOnlyList<EventType> Events => RosterJson.Types;

    /// <inheritdoc/>
    public static JsonTypeInfo<Roster> Snapshot => RosterSnapshotJson.It.Roster;

    /// <inheritdoc/>
    public static int SnapshotVersion => 1;

    /// <summary>How often it was put.</summary>
    public int Revision { get; init; }

    /// <summary>What it says; null if there is none, or it was deleted.</summary>
    public RosterTerms? Terms { get; init; }

    /// <summary>The number of the last run; 0 for none.</summary>
    public int LastRun { get; init; }

    /// <summary>The run that has not ended; null if there is none.</summary>
    public OpenRun? Open { get; init; }

    /// <summary>The grain of a roster.</summary>
    /// <param name="site">The slug of the site that follows it.</param>
    /// <param name="name">Its name, [a-z0-9_]{1,64}.</param>
    /// <returns>The id.</returns>
    public static StreamKey Id(string site, string name) => new($"{Kind}-{site}-{name}");

    /// <inheritdoc/>
    public static Decision Decide(Roster state, ICommand command) => command switch
    {
        PutRoster c => RosterDecisions.Put(state, c),
        DeleteRoster c => RosterDecisions.Delete(state, c),
        StartRun c => RosterDecisions.Start(state, c),
        FailRun c => RosterDecisions.Fail(state, c),
        ReportPlan c => RosterDecisions.Report(state, c),
        ApproveRun c => RosterDecisions.Approve(state, c),
        CancelRun c => RosterDecisions.Cancel(state, c),
        FinishRun c => RosterDecisions.Finish(state, c),
        _ => Decision.Refuse(
            "unknown_command",
            $"A roster has no command {command.GetType().Name}; send it to another kind of grain."),
    };

    /// <inheritdoc/>
    public static Roster Evolve(Roster state, IEvent @event) => @event switch
    {
        RosterPut e => state with { Revision = e.Revision, Terms = e.Terms },
        RosterDeleted => state with { Terms = null },
        RunStarted e => state with { LastRun = e.Run, Open = new(e.Run, RunState.Planning, e.DryRun, e.Undoes, null) },
        RunPlanned e => state with
        {
            Open = state.Open is { DryRun: false } open ? open with { State = RunState.Waiting, Hash = e.Hash } : null,
        },
        RunApproved => state with { Open = state.Open is { } open ? open with { State = RunState.Applying } : null },
        RunFailed or RunCancelled or RunFinished => state with { Open = null },
        _ => state,
    };
}

/// <summary>A run that has not ended.</summary>
/// <param name="Run">Its number.</param>
/// <param name="State">Where it stands.</param>
/// <param name="DryRun">Whether it ends with the plan.</param>
/// <param name="Undoes">Of an undo: the run it takes back.</param>
/// <param name="Hash">The plan, once made.</param>
public sealed record OpenRun(int Run, RunState State, bool DryRun, int? Undoes, string? Hash);

/// <summary>Where a run stands.</summary>
public enum RunState
{
    /// <summary>Source and Moodle are read.</summary>
    Planning,

    /// <summary>Its plan waits for a person.</summary>
    Waiting,

    /// <summary>Its plan is being applied.</summary>
    Applying,
}
