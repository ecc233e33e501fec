using System.Text.Json.Serialization;

namespace MoodleGrains.Rosters;

/// <summary>Reads source and Moodle, makes the plan of a run and reports it to the roster. Key: that of the run.</summary>
/// <param name="Site">The slug of the site.</param>
/// <param name="Roster">The roster's name.</param>
/// <param name="Run">The run.</param>
public sealed record PlanRun(string Site, string Roster, int Run) : IEffectBody;

/// <summary>
/// Does the next batch of an approved plan; the effect after it is the next turn, until all was tried and looked at. Key: that of the run.
/// </summary>
/// <param name="Site">The slug of the site.</param>
/// <param name="Roster">The roster's name.</param>
/// <param name="Run">The run.</param>
/// <param name="Hash">The approved plan.</param>
/// <param name="Turn">From 1.</param>
public sealed record ApplyRun(string Site, string Roster, int Run, string Hash, int Turn) : IEffectBody;

/// <summary>A timer: starts the runs of a roster by its schedule. Key: the roster's grain.</summary>
/// <param name="Site">The slug of the site.</param>
/// <param name="Roster">The roster's name.</param>
/// <param name="Revision">The terms it was set for; another revision has a timer of its own.</param>
/// <param name="StartAt">The time of the schedule it stands for, Unix seconds; null only to set the first one.</param>
public sealed record RosterDue(string Site, string Roster, int Revision, long? StartAt) : IEffectBody;

/// <summary>
/// Tells of a run by mail. Key: that of the run and <c>/mail</c>; a mail that nobody can deliver does not hold up the run.
/// </summary>
/// <param name="Site">The slug of the site.</param>
/// <param name="Roster">The roster's name.</param>
/// <param name="Run">The run.</param>
/// <param name="What"><c>waits</c>, <c>finished</c>, <c>failed</c> or <c>cancelled</c>.</param>
public sealed record MailRun(string Site, string Roster, int Run, string What) : IEffectBody;

/// <summary>How the effects of rosters are named and written.</summary>
public static class RosterEffectTypes
{
    /// <summary><see cref="Rosters.PlanRun"/>.</summary>
    public static EffectType PlanRun { get; } = EffectType.Of(RosterEffectJson.It.PlanRun);

    /// <summary><see cref="Rosters.ApplyRun"/>.</summary>
    public static EffectType ApplyRun { get; } = EffectType.Of(RosterEffectJson.It.ApplyRun);

    /// <summary><see cref="Rosters.RosterDue"/>.</summary>
    public static EffectType RosterDue { get; } = EffectType.Of(RosterEffectJson.It.RosterDue);

    /// <summary><see cref="Rosters.MailRun"/>.</summary>
    public static EffectType MailRun { get; } = EffectType.Of(RosterEffectJson.It.MailRun);

    /// <summary>The key of a run's effects.</summary>
    /// <param name="site">The slug of the site.</param>
    /// <param name="roster">The roster's name.</param>
    /// <param name="run">The run.</param>
    /// <returns>The key.</returns>
    public static string Key(string site, string roster, int run) => $"roster-{site}-{roster}.{run}";
}

/// <summary>The JSON of the effects.</summary>
[JsonSerializable(typeof(PlanRun))]
[JsonSerializable(typeof(ApplyRun))]
[JsonSerializable(typeof(RosterDue))]
[JsonSerializable(typeof(MailRun))]
internal sealed partial class RosterEffectJson : JsonSerializerContext
{
    /// <summary>With the options of events.</summary>
    public static RosterEffectJson It { get; } = new(StreamJson.Events());
}
