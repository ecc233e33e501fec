using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using MoodleGrains.EventSourcing;
using MoodleGrains.Silo.EventStore;
using MoodleGrains.Silo.Hosting;
using MoodleGrains.Silo.Inbox;
using Npgsql;

namespace MoodleGrains.ClientApi.Tests.Api;

/// <summary>The tables and views that the API reads, made by the silo itself.</summary>
internal static class SiloSchema
{
    public static async Task CreateAsync(string connectionString)
    {
        await using var database = NpgsqlDataSource.Create(connectionString);
        await using var catalogue = new ServiceCollection().AddCatalogue().BuildServiceProvider();
        var models = new ReadModels([.. catalogue.GetServices<ReadModel>()]);
        using var store = MartenOptions.Open(database, new(catalogue.GetServices<IGrainKind>()), models, TimeProvider.System);
        await new Schema(database, store, models, NullLogger<Schema>.Instance).MigrateAsync(default);
        await new InboxPartitions(database, TimeSpan.FromDays(90), NullLogger<InboxPartitions>.Instance).KeepAsync(default);
        await new Rebuild(database, store, models, NullLogger<Rebuild>.Instance).EnsureAsync(default);
        await InsertableViews.MakeAsync(database);

        // All that a test puts into the inbox counts as dispatched.
        await using var command = database.CreateCommand(
            $"insert into mg_progress (name, shard, position) values ('inbox', 0, {long.MaxValue})");
        await command.ExecuteNonQueryAsync();
    }
}
