using System.Globalization;
using MoodleGrains.EventSourcing;
using MoodleGrains.Silo.EventStore;
using MoodleGrains.Silo.Inbox.Deliveries;
using MoodleGrains.Silo.Inbox.Translation;
using Npgsql;
using NpgsqlTypes;

namespace MoodleGrains.Silo.Inbox;

/// <summary>Deliveries that a grain could not take: shown with their error, tried again by a person.</summary>
internal sealed class ParkedDeliveries(NpgsqlDataSource database, IAggregateClient grains)
{
    private const string What = "delivery";

    /// <summary>The statement that parks a delivery to a grain.</summary>
    /// <param name="position">Its place in the inbox.</param>
    /// <param name="grain">The grain; empty if the body itself could not be read.</param>
    /// <param name="error">Why.</param>
    /// <returns>The command.</returns>
    public static NpgsqlBatchCommand Park(long position, StreamKey grain, string error) => new("""
        insert into mg_parked (what, key, stream_id, position, error) values ($1, $2, $3, $4, $5)
        on conflict (what, key) do update set error = excluded.error
        """)
    {
        Parameters =
        {
            new() { Value = What },
            new() { Value = string.Create(CultureInfo.InvariantCulture, $"{position}:{grain.Value}") },
            new() { Value = grain.Value, NpgsqlDbType = NpgsqlDbType.Text },
            new() { Value = position },
            new() { Value = error.Replace("\0", "", StringComparison.Ordinal) },
        },
    };

    /// <summary>Tries every parked delivery again. The law of convergence makes its late arrival harmless.</summary>
    /// <param name="cancellationToken">Stops between two deliveries.</param>
    /// <returns>How many were taken, and how many failed again.</returns>
    public async Task<(int Taken, int Failed)> RetryAsync(CancellationToken cancellationToken)
    {
        List<(long Position, string Stream, string Key)> parked = [];
        await using (var command = database.CreateCommand(
            "select position, stream_id, key from mg_parked where what = $1 order by position"))
        {
            command.Parameters.Add(new() { Value = What });
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                parked.Add((reader.GetInt64(0), reader.GetString(1), reader.GetString(2)));
            }
        }

        var (taken, failed) = (0, 0);
        foreach (var (position, stream, key) in parked)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await using var batch = database.CreateBatch();
            try
            {
                await SendAgainAsync(position, stream, cancellationToken);
                batch.BatchCommands.Add(new("delete from mg_parked where what = $1 and key = $2")
                {
                    Parameters = { new() { Value = What }, new() { Value = key } },
                });
                taken++;
            }
            catch (Exception e) when (!Faults.Passing(e))
            {
                batch.BatchCommands.Add(Park(position, new(stream), GrainFault.ErrorOf(e)));
                failed++;
            }

            await batch.ExecuteNonQueryAsync(cancellationToken);
        }

        return (taken, failed);
    }

    private async Task SendAgainAsync(long position, string stream, CancellationToken cancellationToken)
    {
        if (await new InboxReader(database).FindAsync(position, cancellationToken) is not { } row)
        {
            return;
        }

        using var payload = new WebhookPayload(row);
        foreach (var told in DeliveryTranslator.Read(payload).Observations.GroupBy(o => o.Grain, o => o.Command))
        {
            if (stream == "" || told.Key.Value == stream)
            {
                // Without its position: the grain may have acted on later ones, and weighs by version.
                await grains.Send(told.Key, new([.. told], 0, row.DeliveryId, row.TraceParent, Imported: row.Imported), cancellationToken);
            }
        }
    }
}
