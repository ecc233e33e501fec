using MoodleGrains.Rules;

namespace MoodleGrains.Silo.Announcements;

/// <summary>A rule as its row has it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="State">What is in force, what is proposed, and whether it waits for a person.</param>
internal sealed record RuleSeen(string Name, Rule State)
{
    /// <summary>Whether it may post what was not there before: not while something of it waits to be counted or approved.</summary>
    public bool Posts => State is { InForce: not null, Proposed: null, Held: null };

    /// <summary>How many messages it may post at once.</summary>
    /// <param name="bound">How many a rule may post without a person; 0 for no bound.</param>
    /// <returns>The number; 0 for no bound.</returns>
    public int MostAtOnce(int bound) => bound == 0 || State.Allowed > int.MaxValue - bound ? 0 : bound + State.Allowed;

    /// <summary>The rule as it would be if the terms that wait came into force.</summary>
    public RuleSeen Admitted
        => this with { State = State with { InForce = State.Proposed ?? State.InForce, Proposed = null, Held = null } };
}
