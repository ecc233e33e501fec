using System.Globalization;
using Marten;
using MoodleGrains.EventSourcing;

namespace MoodleGrains.Silo.EventStore;

/// <summary>The streams of grains, as Marten keeps them.</summary>
/// <param name="store">Marten.</param>
/// <param name="writer">Writes units by group commit.</param>
internal sealed class Streams(IDocumentStore store, UnitWriter writer) : IStreams
{
    /// <inheritdoc/>
    public async Task<LoadedEvents> LoadAsync(string stream, long afterVersion, CancellationToken cancellationToken)
    {
        await using var session = store.QuerySession();
        return await LoadAsync(session, stream, afterVersion, cancellationToken);
    }

    /// <summary>Reads the events of a stream in a session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="afterVersion">Only events behind this version.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The events.</returns>
    public static async Task<LoadedEvents> LoadAsync(
        IQuerySession session, string stream, long afterVersion, CancellationToken cancellationToken)
    {
        var events = await session.Events.FetchStreamAsync(stream, fromVersion: afterVersion + 1, token: cancellationToken);
        return new(
            [.. events.Select(stored => stored.Data).OfType<IEvent>()],
            events.Select(StoredEvents.InboxPosition).Append(0).Max(),
            [.. events.Where(stored => CommandOf(stored) is not null).GroupBy(CommandOf)
                .Select(command => new HandledCommand(
                    command.Key!, command.Last().Version, command.Count(), command.Last().Sequence))]);
    }

    /// <inheritdoc/>
    public async Task<long> VersionAsync(string stream, CancellationToken cancellationToken)
    {
        await using var session = store.QuerySession();
        return (await session.Events.FetchStreamStateAsync(stream, cancellationToken))?.Version ?? 0;
    }

    /// <inheritdoc/>
    public Task<long> WriteAsync(Unit unit, CancellationToken cancellationToken) => writer.Write(unit, cancellationToken);

    /// <inheritdoc/>
    public Task<long> WriteLockedAsync(
        string stream, long afterVersion, Func<LoadedEvents, Unit?> decide, CancellationToken cancellationToken) =>
        writer.WriteLocked(stream, session => LoadAsync(session, stream, afterVersion, cancellationToken), decide);

    /// <inheritdoc/>
    public GrainFault FaultOf(Exception e) => new(
        e is AppendUncertainException ? GrainFaultKind.OutcomeUnknown
            : Faults.Passing(e) ? GrainFaultKind.Transient
            : GrainFaultKind.Persistent,
        GrainFault.ErrorOf(e));

    private static string? CommandOf(JasperFx.Events.IEvent stored) =>
        Convert.ToString(stored.Headers?.GetValueOrDefault(EventCause.CommandHeader), CultureInfo.InvariantCulture) is { Length: > 0 } id
            ? id
            : null;
}
