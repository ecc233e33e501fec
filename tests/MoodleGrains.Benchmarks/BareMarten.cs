using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using JasperFx;
using JasperFx.Events;
using JasperFx.Events.Projections;
using Marten;
using Marten.Events.Aggregation;
using MoodleGrains.Courses;
using Npgsql;
using Weasel.Core;

namespace MoodleGrains.Benchmarks;

/// <summary>Marten as it is without our group commit, on the silo's tables: the baseline of commits and of rebuilds.</summary>
internal static class BareMarten
{
    /// <summary>The connections of the baseline: with 32 it was faster than with 16, 64 or 85.</summary>
    private const int Connections = 32;

    /// <summary>A second store on the database of a silo, with the same settings and none of its projections.</summary>
    public static DocumentStore Open(string connectionString, Action<StoreOptions>? more = null) => DocumentStore.For(options =>
    {
        options.Connection(new NpgsqlConnectionStringBuilder(connectionString)
        {
            MaxPoolSize = Connections,
            Timeout = 60,
            MaxAutoPrepare = 100,
            AutoPrepareMinUsages = 2,
            NoResetOnClose = true,
        }.ConnectionString);
        options.AutoCreateSchemaObjects = AutoCreate.None;
        var json = new JsonSerializerOptions
        {
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            TypeInfoResolver = JsonTypeInfoResolver.Combine(SampleEvents.Described.Contract, new DefaultJsonTypeInfoResolver()),
        };
        options.UseSystemTextJsonForSerialization(json, EnumStorage.AsInteger, Casing.CamelCase);
        options.Events.StreamIdentity = StreamIdentity.AsString;
        options.Events.AppendMode = EventAppendMode.QuickWithServerTimestamps;
        options.Events.EnableUniqueIndexOnEventId = true;
        options.Events.MetadataConfig.EnableAll();
        options.Events.MetadataConfig.UserNameEnabled = true;
        foreach (var type in Course.Events)
        {
            options.Events.MapEventType(type.Type, type.Name);
        }

        more?.Invoke(options);
    });

    /// <summary>Appends a second, each in a session of its own: no document, no effect.</summary>
    public static Task<double> AppendAsync(DocumentStore store, BusyGrains grains, int callers, TimeSpan time) =>
        grains.RunAsync(callers, time, async (grain, version, _) =>
        {
            await using var session = store.LightweightSession();
            session.SetHeader("delivery", "bench");
            session.SetHeader("inbox", version);
            session.Events.Append(SampleEvents.Stream(grain), SampleEvents.Event((int)version));
            await session.SaveChangesAsync();
        });

    /// <summary>Events a second of Marten's own rebuild of one trivial projection.</summary>
    public static async Task<double> RebuildAsync(string connectionString, int events)
    {
        await using var store = Open(connectionString, options =>
        {
            options.AutoCreateSchemaObjects = AutoCreate.CreateOrUpdate;
            options.Projections.Add(new TallyProjection(), ProjectionLifecycle.Async);
        });
        await store.Storage.Database.EnsureStorageExistsAsync(typeof(Tally));
        using var daemon = await store.BuildProjectionDaemonAsync();
        var started = TimeProvider.System.GetTimestamp();
        await daemon.RebuildProjectionAsync<TallyProjection>(TimeSpan.FromMinutes(30), default);
        var took = TimeProvider.System.GetElapsedTime(started);
        await using var session = store.QuerySession();
        var counted = await session.Query<Tally>().SumAsync(tally => tally.Events);
        return counted == events
            ? events / took.TotalSeconds
            : throw new InvalidOperationException($"Marten's rebuild counted {counted} of {events} events.");
    }
}

/// <summary>How many events a stream has.</summary>
public sealed record Tally(string Id, long Events);

/// <summary>Counts them.</summary>
public sealed partial class TallyProjection : SingleStreamProjection<Tally, string>
{
    /// <inheritdoc/>
    public override Tally Evolve(Tally? snapshot, string id, JasperFx.Events.IEvent e) => new(id, (snapshot?.Events ?? 0) + 1);
}
