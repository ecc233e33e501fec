using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using JasperFx;
using JasperFx.Events;
using JasperFx.Events.Projections;
using Marten;
using MoodleGrains.EventSourcing;
using Npgsql;
using Weasel.Core;

namespace MoodleGrains.Silo.EventStore;

/// <summary>How Marten keeps streams and documents.</summary>
internal static class MartenOptions
{
    /// <summary>Opens the store. It never changes the schema by itself: <see cref="Schema"/> does.</summary>
    /// <param name="database">The connections.</param>
    /// <param name="kinds">The grains, whose events are stored.</param>
    /// <param name="models">The read models.</param>
    /// <param name="time">The clock of the events' times.</param>
    /// <returns>The store.</returns>
    public static DocumentStore Open(NpgsqlDataSource database, GrainKinds kinds, ReadModels models, TimeProvider time) =>
        DocumentStore.For(options =>
        {
            options.Connection(database);
            options.AutoCreateSchemaObjects = AutoCreate.None;
            options.UpdateBatchSize = 2_000;
            options.CommandTimeout = 30;
            options.UseSystemTextJsonForSerialization(Json(kinds), EnumStorage.AsInteger, Casing.CamelCase);

            options.Events.StreamIdentity = StreamIdentity.AsString;
            options.Events.AppendMode = EventAppendMode.QuickWithServerTimestamps;
            options.Events.TimeProvider = time;
            options.Events.UseExclusiveLockOnConcurrentAppends = true;
            options.Events.EnableUniqueIndexOnEventId = true;
            options.Events.AutoDiscoverTagTypes = false;
            options.Events.MetadataConfig.EnableAll();
            options.Events.MetadataConfig.UserNameEnabled = true;
            foreach (var type in kinds.EventTypes)
            {
                options.Events.MapEventType(type.Type, type.Name);
            }

            foreach (var model in models.All)
            {
                model.Register(options);
            }

            options.Projections.Add(new ReadModelProjection(models), ProjectionLifecycle.Inline, "read_models");
        });

    // The generated contracts serve events, the reflecting one documents and headers. Casing and enums are Marten's arguments.
    private static JsonSerializerOptions Json(GrainKinds kinds) => new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        TypeInfoResolver = JsonTypeInfoResolver.Combine(
            [.. kinds.EventTypes.Select(type => type.Contract).Distinct(), new DefaultJsonTypeInfoResolver()]),
    };
}
