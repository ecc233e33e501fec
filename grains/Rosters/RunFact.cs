namespace MoodleGrains.Rosters;

/// <summary>What an event says of where a run stands.</summary>
/// <param name="Run">The run.</param>
/// <param name="State">The state it is in from here on, as rows hold it.</param>
/// <param name="Open">Whether it goes on.</param>
/// <param name="At">When, Unix seconds.</param>
internal readonly record struct RunFact(int Run, string State, bool Open, long At)
{
    /// <summary>What an event says.</summary>
    /// <param name="e">The event.</param>
    /// <returns>The state; null if the event is not of a run.</returns>
    public static RunFact? Of(IEvent e) => e switch
    {
        RunStarted f => new(f.Run, RosterRunRow.Planning, true, f.At),
        RunPlanned f => new(f.Run, f.Waits ? RosterRunRow.Waiting : RosterRunRow.Planned, f.Waits, f.At),
        RunApproved f => new(f.Run, RosterRunRow.Applying, true, f.At),
        RunFinished f => new(f.Run, RosterRunRow.Finished, false, f.At),
        RunFailed f => new(f.Run, RosterRunRow.Failed, false, f.At),
        RunCancelled f => new(f.Run, RosterRunRow.Cancelled, false, f.At),
        _ => null,
    };
}
