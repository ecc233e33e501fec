using MoodleGrains.Courses;
using MoodleGrains.Silo.EventStore;
using MoodleGrains.Silo.Tests.EventSourcing;

namespace MoodleGrains.Silo.Tests.EventStore;

[Collection(PostgresCollection.Name)]
public sealed class UpgradeTests(PostgresServer postgres)
{
    [Fact]
    public async Task A_database_from_before_Marten_goes_on_with_its_streams_and_with_the_numbers_of_its_changes()
    {
        await using var silo = await postgres.Prepared(await DatabaseFromBeforeMarten());

        (await silo.Database.Rows("select id, full_name from mg_courses order by id")).ShouldBe(["41|Biology II", "42|Physics"]);
        (await silo.Database.Rows("select subject_id, position, what from mg_changes")).ShouldBe(["41|3|renamed"]);
        (await silo.Grains.Latest<Course>(new("course-campus-41"), default)).FullName.Value.ShouldBe("Biology II");
        (await silo.Database.Rows("select what from mg_parked")).ShouldBe(["delivery"]);
        (await silo.Database.Rows("select part from mg_pauses")).ShouldBe(["mail"]);
        (await silo.Database.Scalar<bool>("select to_regclass('mg_gone') is null and to_regclass('mg_courses_1') is null")).ShouldBeTrue();
        await silo.Store.Storage.Database.AssertDatabaseMatchesConfigurationAsync();
    }

    [Fact]
    public async Task After_the_upgrade_what_a_grain_acted_on_is_ignored_and_what_is_new_has_higher_numbers()
    {
        await using var silo = await postgres.Prepared(await DatabaseFromBeforeMarten());
        var physics = new StreamKey("course-campus-42");
        var renamed = new ObserveCourse(new() { FullName = new("Physics II") }, new(300, 300, Convergence.SourcePrecedence.Updated));
        (await silo.Grains.Send(physics, new([renamed], Position: 5, DeliveryId: "d5"), default)).Events.ShouldBe(0);
        (await silo.Grains.Send(physics, new([renamed], Position: 6, DeliveryId: "d6"), default)).Events.ShouldBe(1);

        (await silo.Database.Rows("select full_name from mg_courses where id = 42")).ShouldBe(["Physics II"]);
        (await silo.Database.Scalar<long>("select position from mg_changes where subject_id = 42")).ShouldBeGreaterThan(3);
    }

    private async Task<string> DatabaseFromBeforeMarten()
    {
        var database = await postgres.FreshDatabase();
        await using var connection = Npgsql.NpgsqlDataSource.Create(database);
        await connection.Run(
            "create table mg_migrations (number integer primary key, name text not null, applied timestamptz default now())");
        var assembly = typeof(Schema).Assembly;
        var recorded = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Recorded", "databases", "before-marten.sql"));
        var events = recorded[..recorded.IndexOf("insert into mg_read_models", StringComparison.Ordinal)];
        await connection.Run(events);
        await connection.Run("insert into mg_migrations (number, name) values (1, 'events')");
        foreach (var name in assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith("migrations/", StringComparison.Ordinal)).Order())
        {
            var number = int.Parse(Path.GetFileName(name)[..4], null);
            if (number is > 1 and < 15)
            {
                using var sql = new StreamReader(assembly.GetManifestResourceStream(name)!);
                await connection.Run(await sql.ReadToEndAsync());
                await connection.Run($"insert into mg_migrations (number, name) values ({number}, 'older')");
            }
        }

        await connection.Run(recorded[events.Length..]);
        return database;
    }
}
