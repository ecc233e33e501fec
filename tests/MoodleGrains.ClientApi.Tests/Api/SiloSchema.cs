using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using MoodleGrains.Silo.Engine;
using MoodleGrains.Silo.EventStore;
using MoodleGrains.Silo.Hosting;
using MoodleGrains.Silo.Inbox;
using MoodleGrains.Silo.Projections;
using Npgsql;

namespace MoodleGrains.ClientApi.Tests.Api;

/// <summary>The tables and views that the API reads, made by the silo itself.</summary>
internal static class SiloSchema
{
    // Tests fill read models by hand, and name only the columns that they are about.
    private const string Defaults = """
        do $$
        declare missing record;
        begin
            for missing in
                select c.table_name, c.column_name, c.data_type
                from information_schema.columns c join mg_read_models m on m.table_name = c.table_name
                where c.table_schema = 'public' and c.is_nullable = 'NO' and c.column_default is null
            loop
                execute format('alter table %I alter column %I set default %s', missing.table_name, missing.column_name,
                    case missing.data_type when 'text' then '''''' when 'boolean' then 'false' when 'timestamp with time zone' then 'now()'
                        when 'ARRAY' then '''{}''' when 'jsonb' then '''{}''' else '0' end);
            end loop;
        end $$
        """;

    public static async Task CreateAsync(string connectionString)
    {
        await using var database = NpgsqlDataSource.Create(connectionString);
        await Schema.MigrateAsync(database, NullLogger.Instance, default);
        await new InboxPartitions(database, TimeSpan.FromDays(90), NullLogger<InboxPartitions>.Instance).KeepAsync(default);
        await using var catalogue = new ServiceCollection().AddCatalogue().BuildServiceProvider();
        var pages = new EventPages(database, new GrainKinds([.. catalogue.GetServices<IGrainKind>()]), new());
        var models = new ReadModels(database, [.. catalogue.GetServices<ReadModelTable>()]);
        await new Rebuild(database, pages, models, NullLogger<Rebuild>.Instance).EnsureAsync(default);

        // All that a test puts into the inbox counts as dispatched.
        await using var command = database.CreateCommand(
            $"insert into mg_progress (name, shard, position) values ('inbox', 0, {long.MaxValue}); {Defaults}");
        await command.ExecuteNonQueryAsync();
    }
}
