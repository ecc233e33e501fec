using MoodleGrains.ClientApi.Operations;
using MoodleGrains.ClientApi.Rosters;

namespace MoodleGrains.ClientApi.Tests.Api;

/// <summary>A silo in which everything that people may have done is done already.</summary>
internal sealed class SaidOperations : IPauses, IDeadLetters, IParked, IRebuilds, IPolls, IRunObstacles
{
    public IReadOnlyList<string> ReadModels => ["courses"];

    public RebuildState? Last { get; private set; }

    public IReadOnlyList<string> Kinds => ["full", "course"];

    /// <summary>Who paused last.</summary>
    public string? PausedBy { get; private set; }

    public Task<PauseChanges> Pause(string? part, string by, CancellationToken cancellationToken)
    {
        PausedBy = by;
        return Task.FromResult(
            part == "discrod" ? new PauseChanges([], "There is no part 'discrod'.") : new([new(part ?? "dispatch", "it waits", true)]));
    }

    public Task<PauseChanges> Resume(string? part, CancellationToken cancellationToken) =>
        Task.FromResult(new PauseChanges([new(part ?? "dispatch", "it waits", false)]));

    public Task<int> ReplayAsync(string? id, CancellationToken cancellationToken) => Task.FromResult(id is null or "dead" ? 1 : 0);

    public Task<int> DropAsync(string id, CancellationToken cancellationToken) => Task.FromResult(id == "dead" ? 1 : 0);

    public Task<ParkedRetry> RetryAsync(CancellationToken cancellationToken) =>
        Task.FromResult(new ParkedRetry(2, [new("courses", "campus/1", "course-campus-1", 7, DateTime.UnixEpoch, "x")]));

    public RebuildState? Start(IReadOnlyCollection<string> readModels) =>
        Last is null ? Last = new("1", ["courses"], RebuildState.Running, 3, 7) : null;

    public string? Obstacle(string site) => site == "campus" ? null : $"site: '{site}' is not polled here; give it Sites:{site}:Url.";

    public Task<string> Start(string site, string kind, long? course, CancellationToken cancellationToken) =>
        Task.FromResult($"poll-{site}-{kind}-once-1");

    public Task<PollState> Find(string id, CancellationToken cancellationToken) =>
        Task.FromResult(new PollState(id, true, true, "done", 3, 4));

    public Task<int> Accept(string site, CancellationToken cancellationToken) => Task.FromResult(2);

    public Task<string?> Of(RunPlace run, CancellationToken cancellationToken) => Task.FromResult<string?>("discord is paused");
}
