using System.Globalization;

namespace MoodleGrains.Rosters;

/// <summary>What a roster's events lead to: a plan, its application, the first time of the schedule, and mail.</summary>
public sealed class RosterReactions : IReaction
{
    /// <inheritdoc/>
    public static IReadOnlyList<Effect> React(RecordedEvent recorded) => recorded.Event switch
    {
        RosterPut { Terms.Schedule: not null } e => [Due(recorded.Grain, e.Revision)],
        RunStarted e => [Plan(recorded.Grain, e.Run)],
        RunApproved e => [Apply(recorded, e)],
        RunPlanned { Waits: true } e => [Mail(recorded, e.Run, "waits")],
        RunFailed e => [Mail(recorded, e.Run, "failed")],
        RunFinished e => [Mail(recorded, e.Run, "finished")],

        // Nobody is told that a newer run took its place.
        RunCancelled { By: not RosterDecisions.Policy } e => [Mail(recorded, e.Run, "cancelled")],
        _ => [],
    };

    // A timer of other terms is pointless.
    private static Effect Due(StreamKey grain, int revision) => new(
        grain.Value,
        string.Create(CultureInfo.InvariantCulture, $"{grain}/due/{revision}"),
        new RosterDue(grain.Site, grain.Name, revision, null),
        Supersedes: true);

    private static Effect Plan(StreamKey grain, int run)
    {
        var key = RosterEffectTypes.Key(grain.Site, grain.Name, run);
        return new(key, $"{key}/plan", new PlanRun(grain.Site, grain.Name, run));
    }

    // With the version: a plan that was replaced, and then came back, is applied all the same.
    private static Effect Apply(RecordedEvent recorded, RunApproved e)
    {
        var key = RosterEffectTypes.Key(recorded.Grain.Site, recorded.Grain.Name, e.Run);
        return new(
            key,
            string.Create(CultureInfo.InvariantCulture, $"{key}/apply/{e.Hash}/{recorded.Version}/1"),
            new ApplyRun(recorded.Grain.Site, recorded.Grain.Name, e.Run, e.Hash, 1));
    }

    private static Effect Mail(RecordedEvent recorded, int run, string what)
    {
        var key = RosterEffectTypes.Key(recorded.Grain.Site, recorded.Grain.Name, run) + "/mail";
        return new(
            key,
            string.Create(CultureInfo.InvariantCulture, $"{key}/{what}/{recorded.Version}"),
            new MailRun(recorded.Grain.Site, recorded.Grain.Name, run, what));
    }
}
