namespace MoodleGrains.Silo.Outbox;

/// <summary>Bounds of the outbox.</summary>
internal sealed record OutboxSettings
{
    /// <summary>
    /// How often an effect is tried before it is a dead letter; with <see cref="BackOff"/>'s waits that is about an hour.
    /// </summary>
    public int Attempts { get; init; } = 10;

    /// <summary>How long the id of a done effect is remembered, so that it is not written again.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(30);

    /// <summary>How long a stop waits for what is being delivered, before it is cancelled.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The least wait before something is tried again.</summary>
    public TimeSpan LeastWait { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// After how long it looks for work that nobody told it of: what another silo wrote while its word did not get through.
    /// </summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How many effects of one part this silo does at once.</summary>
    public Func<string, int> Parallel { get; init; } = part => part switch
    {
        // Mail servers count connections.
        OutboxParts.Mail => 4,

        // Each holds a whole roster and a whole site in memory.
        OutboxParts.Rosters => 4,
        _ => 32,
    };
}
