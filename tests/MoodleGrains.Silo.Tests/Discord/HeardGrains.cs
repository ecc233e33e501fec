using System.Collections.Concurrent;
using MoodleGrains.Announcements;

namespace MoodleGrains.Silo.Tests.Discord;

/// <summary>Notes what grains are told; an announcement wants its posts unless the test says otherwise.</summary>
internal sealed class HeardGrains : IAggregateClient
{
    private readonly ConcurrentQueue<(string Grain, ICommand Command)> told = new();

    public IReadOnlyList<ICommand> Told => [.. told.Select(t => t.Command)];

    /// <summary>What an announcement's state is.</summary>
    public Announcement State { get; set; } = Announcement.Initial;

    public IReadOnlyList<T> Of<T>() => [.. Told.OfType<T>()];

    public ValueTask<Outcome> Send(StreamKey grain, Delivery delivery, CancellationToken cancellationToken)
    {
        foreach (var command in delivery.Commands)
        {
            told.Enqueue((grain.Value, command));
        }

        return new(new Outcome(1, 1, 1, null));
    }

    public ValueTask<TState> Latest<TState>(StreamKey grain, CancellationToken cancellationToken)
        where TState : class, IAggregate<TState> => new((TState)(object)State);
}
