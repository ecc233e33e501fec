using System.Text;
using Npgsql;
using MoodleGrains.EventSourcing;

namespace MoodleGrains.Silo.Tests.EventStore;

/// <summary>Every event of every stream as it stands in PostgreSQL, read past Marten and past the silo's own readers.</summary>
internal sealed class StoredStreams : ICatalogueVisitor
{
    private readonly Dictionary<string, EventType> types = new(StringComparer.Ordinal);

    private StoredStreams()
    {
    }

    /// <summary>Reads them, stream by stream and each in order.</summary>
    /// <param name="database">The database.</param>
    /// <returns>The events, and whether each is history from a file.</returns>
    public static async Task<IReadOnlyList<(RecordedEvent Recorded, bool Imported)>> Read(NpgsqlDataSource database)
    {
        var known = new StoredStreams();
        Catalogue.Visit(known);
        await using var command = database.CreateCommand("""
            select position, stream_id, version, type, at, data::text, coalesce(headers->'imported' = 'true', false)
            from mg_events order by stream_id, version
            """);
        await using var reader = await command.ExecuteReaderAsync();
        List<(RecordedEvent, bool)> events = [];
        while (await reader.ReadAsync())
        {
            var type = known.types[reader.GetString(3)];
            var recorded = new RecordedEvent(
                reader.GetInt64(0), new(reader.GetString(1)), reader.GetInt64(2), type.Name, reader.GetDateTime(4),
                type.Read(Encoding.UTF8.GetBytes(reader.GetString(5))));
            events.Add((recorded, reader.GetBoolean(6)));
        }

        return events;
    }

    public void Grain<TState, TGrain>()
        where TState : class, IAggregate<TState>
        where TGrain : IEventSourcedGrain<TState>
    {
        foreach (var type in TState.Events)
        {
            types[type.Name] = type;
        }
    }

    public void ReadModel<TModel, TRow>()
        where TModel : IReadModel<TRow>
        where TRow : class, IReadModelRow
    {
    }

    public void Reaction<TReaction>()
        where TReaction : IReaction
    {
    }

    public void Effect(EffectType type)
    {
    }
}
