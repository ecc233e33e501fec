namespace MoodleGrains.Silo.Discord.Sending;

/// <summary>
/// The queue before one top-level resource: one request at a time, in the order of asking, also of those that were told to come again
/// later. Who does not come again in time loses the place, so that nobody waits for an effect that was dropped or paused.
/// </summary>
/// <param name="time">Measures.</param>
internal sealed class ChannelQueue(TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(200);

    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly Lock gate = new();
    private readonly long begun = time.GetTimestamp();
    private readonly List<Place> line = [];

    private TimeSpan Now => time.GetElapsedTime(begun);

    /// <summary>
    /// Takes a place at the end of the line, if it has none: in the order of asking, not in that in which the patience of many who asked
    /// together happens to run out.
    /// </summary>
    /// <param name="ticket">Who asks; null asks out of turn.</param>
    /// <param name="patience">How long it will wait for the turn.</param>
    public void Ask(string? ticket, TimeSpan patience)
    {
        lock (gate)
        {
            if (ticket is not null && !line.Exists(place => place.Ticket == ticket))
            {
                line.Add(new(ticket, Now + patience));
            }
        }
    }

    /// <summary>Waits for the turn.</summary>
    /// <param name="patience">How long.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>Whether it came; then <see cref="Exit"/> follows.</returns>
    public Task<bool> EnterAsync(TimeSpan patience, CancellationToken cancellationToken) => turn.WaitAsync(patience, cancellationToken);

    /// <summary>Lets the next one in.</summary>
    public void Exit() => turn.Release();

    /// <summary>Whether others are before this one who were told to come again.</summary>
    /// <param name="ticket">Who asks; null asks out of turn.</param>
    /// <returns>True if it has to wait.</returns>
    public bool OthersFirst(string? ticket)
    {
        lock (gate)
        {
            var now = Now;
            line.RemoveAll(place => place.ComesAt + Grace < now);
            return ticket is not null && line.Count > 0 && line[0].Ticket != ticket;
        }
    }

    /// <summary>Gives a place in the line.</summary>
    /// <param name="ticket">Whose.</param>
    /// <param name="wait">For how long nobody can be served.</param>
    /// <param name="pace">How long each one takes.</param>
    /// <returns>When to come again.</returns>
    public TimeSpan SendAway(string? ticket, TimeSpan wait, TimeSpan pace)
    {
        if (ticket is null)
        {
            return wait > Shortest ? wait : Shortest;
        }

        lock (gate)
        {
            var index = line.FindIndex(place => place.Ticket == ticket);
            if (index < 0)
            {
                index = line.Count;
                line.Add(new(ticket, TimeSpan.Zero));
            }

            // Those behind one that is late must wait for it, but not for long: its grace ends soon.
            var after = wait + (index * pace);
            after = index > 0 && after < Shortest ? Shortest : after;
            var comesAt = Now + after;
            if (index > 0 && line[index - 1].ComesAt > comesAt)
            {
                comesAt = line[index - 1].ComesAt;
            }

            line[index] = new(ticket, comesAt);
            return comesAt - Now;
        }
    }

    /// <summary>Gives the place up: it was served.</summary>
    /// <param name="ticket">Whose.</param>
    public void Leave(string? ticket)
    {
        lock (gate)
        {
            line.RemoveAll(place => place.Ticket == ticket);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => turn.Dispose();

    private readonly record struct Place(string Ticket, TimeSpan ComesAt);
}
