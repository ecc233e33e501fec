using MoodleGrains.Silo.EventStore;

namespace MoodleGrains.Silo.Tests.EventStore;

[Collection(PostgresCollection.Name)]
public sealed class SchemaTests(PostgresServer postgres)
{
    [Fact]
    public async Task Silos_that_start_at_the_same_time_on_an_empty_database_all_start()
    {
        for (var round = 0; round < Soak.Count(3, 30); round++)
        {
            var database = await postgres.FreshDatabase();
            var silos = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => postgres.Prepared(database))));

            (await silos[0].Database.Rows("select number from mg_migrations order by number"))
                .ShouldBe(Enumerable.Range(1, Schema.Version).Select(n => $"{n}"));
            (await silos[0].Database.Rows("select name from mg_read_models order by name"))
                .ShouldBe(silos[0].Models.All.Select(model => model.Name).Order());
            foreach (var silo in silos)
            {
                await silo.DisposeAsync();
            }
        }
    }

    [Fact]
    public async Task A_database_of_a_newer_build_is_refused_with_the_remedy()
    {
        await using var silo = await postgres.Prepared();
        await silo.Database.Run("insert into mg_migrations (number, name) values (900, 'from-tomorrow')");

        (await Should.ThrowAsync<InvalidOperationException>(postgres.Prepared(silo.ConnectionString))).Message
            .ShouldBe(
                $"The database is at schema version 900, this build knows {Schema.Version}: run the newer build, or restore a backup.");
    }

    [Fact]
    public async Task A_read_model_of_a_newer_build_is_refused_with_the_remedy()
    {
        await using var silo = await postgres.Prepared();
        await silo.Database.Run("update mg_read_models set version = 900 where name = 'courses'");

        (await Should.ThrowAsync<InvalidOperationException>(postgres.Prepared(silo.ConnectionString))).Message
            .ShouldStartWith("The read model courses is at version 900, this build knows");
    }

    [Fact]
    public async Task A_build_that_is_not_newer_changes_nothing_of_the_tables()
    {
        await using var silo = await postgres.Prepared();
        await silo.Database.Run("alter table mt_doc_courses add column of_tomorrow text");
        await using var again = await postgres.Prepared(silo.ConnectionString);

        (await silo.Database.Scalar<long>(
            "select count(*) from information_schema.columns where table_name = 'mt_doc_courses' and column_name = 'of_tomorrow'"))
            .ShouldBe(1);
    }

    [Fact]
    public async Task Nothing_but_Marten_has_to_change_its_tables()
    {
        await using var silo = await postgres.Prepared();
        await silo.Store.Storage.Database.AssertDatabaseMatchesConfigurationAsync();
    }
}
