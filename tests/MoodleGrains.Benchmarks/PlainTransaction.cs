using Npgsql;
using NpgsqlTypes;

namespace MoodleGrains.Benchmarks;

/// <summary>
/// The baseline of commits: UPDATE of a stream with its version check, INSERT of an event and of an effect, in plain tables, prepared,
/// one round trip.
/// </summary>
internal sealed class PlainTransaction : IAsyncDisposable
{
    private readonly NpgsqlConnection connection;
    private readonly NpgsqlBatch batch;

    private PlainTransaction(NpgsqlConnection connection)
    {
        this.connection = connection;
        batch = new(connection)
        {
            BatchCommands =
            {
                new("update plain_streams set version = $1 + 1, changed = now() where id = $2 and version = $1")
                {
                    Parameters = { P(NpgsqlDbType.Bigint), P(NpgsqlDbType.Varchar) },
                },
                new("insert into plain_events (id, stream, version, type, data) values ($1, $2, $3, $4, $5)")
                {
                    Parameters =
                    {
                        P(NpgsqlDbType.Uuid), P(NpgsqlDbType.Varchar), P(NpgsqlDbType.Bigint), P(NpgsqlDbType.Varchar),
                        P(NpgsqlDbType.Jsonb),
                    },
                },
                new("insert into plain_effects (id, key, body) values ($1, $2, $3)")
                {
                    Parameters = { P(NpgsqlDbType.Text), P(NpgsqlDbType.Text), P(NpgsqlDbType.Jsonb) },
                },
            },
        };
    }

    /// <summary>Makes the tables, with a row for each stream at version 1.</summary>
    public static async Task PrepareAsync(string connectionString, int streams)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            $"""
            create table plain_streams (id varchar primary key, version bigint not null, changed timestamptz not null default now());
            create table plain_events (
                seq bigint generated always as identity primary key, id uuid not null, stream varchar not null, version bigint not null,
                type varchar not null, data jsonb not null, at timestamptz not null default now(), unique (stream, version));
            create table plain_effects (id text primary key, key text not null, body jsonb not null, due timestamptz not null default now());
            insert into plain_streams (id, version) select 'course-bench-' || s, 1 from generate_series(0, {streams - 1}) s;
            analyze plain_streams;
            """,
            connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>A connection with its statements.</summary>
    public static async Task<PlainTransaction> OpenAsync(string connectionString)
    {
        var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        var plain = new PlainTransaction(connection);
        await plain.batch.PrepareAsync();
        return plain;
    }

    /// <summary>Transactions a second, a connection for each caller.</summary>
    public static async Task<double> RateAsync(string connectionString, BusyGrains grains, int connections, TimeSpan time)
    {
        var plain = await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => OpenAsync(connectionString)));
        var rate = await grains.RunAsync(connections, time, (grain, version, caller) => plain[caller].WriteAsync(grain, version));
        foreach (var one in plain)
        {
            await one.DisposeAsync();
        }

        return rate;
    }

    /// <summary>Median milliseconds of one caller alone.</summary>
    public static async Task<double> MedianAsync(string connectionString, BusyGrains grains, int rounds)
    {
        await using var plain = await OpenAsync(connectionString);
        List<double> times = [];
        for (var i = 0; i < rounds; i++)
        {
            var started = TimeProvider.System.GetTimestamp();
            await plain.WriteAsync(0, grains.Next(0));
            times.Add(TimeProvider.System.GetElapsedTime(started).TotalMilliseconds);
        }

        return times.Order().ElementAt(rounds / 2);
    }

    /// <summary>Writes one event and one effect.</summary>
    public async Task WriteAsync(int grain, long version)
    {
        var stream = SampleEvents.Stream(grain);
        var update = batch.BatchCommands[0].Parameters;
        (update[0].Value, update[1].Value) = (version, stream);
        var insert = batch.BatchCommands[1].Parameters;
        (insert[0].Value, insert[1].Value, insert[2].Value) = (Guid.CreateVersion7(), stream, version + 1);
        (insert[3].Value, insert[4].Value) = (SampleEvents.Described.Name, SampleEvents.Json((int)version));
        var effect = batch.BatchCommands[2].Parameters;
        (effect[0].Value, effect[1].Value, effect[2].Value) = ($"{stream}/{version + 1}", stream, SampleEvents.EffectJson(stream));
        if (await batch.ExecuteNonQueryAsync() != 3)
        {
            throw new InvalidOperationException($"{stream} was not at version {version}.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await batch.DisposeAsync();
        await connection.DisposeAsync();
    }

    private static NpgsqlParameter P(NpgsqlDbType type) => new() { NpgsqlDbType = type };
}
