namespace MoodleGrains.ClientApi.Rosters;

/// <summary>Says what keeps a run from going on. The silo implements it.</summary>
public interface IRunObstacles
{
    /// <summary>What a run waits for, until when, and what a person can do about it.</summary>
    /// <param name="run">The run.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A sentence; null while a silo is at work on it.</returns>
    Task<string?> Of(RunPlace run, CancellationToken cancellationToken);
}

/// <summary>What a run waits for.</summary>
/// <param name="Waits">A sentence; null while a silo is at work on it.</param>
public sealed record RunObstacle(string? Waits);
