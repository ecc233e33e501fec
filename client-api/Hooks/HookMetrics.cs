using System.Diagnostics.Metrics;

namespace MoodleGrains.ClientApi.Hooks;

/// <summary>What became of each hook: counter <c>moodlegrains.hooks</c> with tags site, shape, outcome and cause.</summary>
public sealed class HookMetrics
{
    /// <summary>The meter's name.</summary>
    public const string Meter = "MoodleGrains.Hooks";

    /// <summary>The counter's name.</summary>
    public const string Counter = "moodlegrains.hooks";

    private readonly Counter<long> hooks;

    /// <summary>Makes the counter.</summary>
    /// <param name="meters">Where meters come from.</param>
    public HookMetrics(IMeterFactory meters) =>
        hooks = meters.Create(Meter).CreateCounter<long>(Counter, "{hook}", "Webhooks received, by what became of them.");

    /// <summary>Counts one. No tag takes text from the request: their values are few, and no secret can be among them.</summary>
    internal void Count(string site, string shape, string outcome, string cause = "") =>
        hooks.Add(1, new("site", site), new("shape", shape), new("outcome", outcome), new KeyValuePair<string, object?>("cause", cause));
}
