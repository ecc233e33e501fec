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
                .ShouldBe(silos[0].Models.Declared.Select(model => model.Name).Order());
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
    public async Task Streams_stand_as_Marten_lays_them_out()
    {
        await using var silo = await postgres.Prepared();

        (await Columns(silo, "mt_streams")).ShouldBe(
        [
            "id|character varying|NO|null",
            "type|character varying|YES|null",
            "version|bigint|YES|null",
            "timestamp|timestamp with time zone|NO|now()",
            "created|timestamp with time zone|NO|now()",
            "tenant_id|character varying|YES|'*DEFAULT*'::character varying",
            "is_archived|boolean|YES|false",
        ]);
        (await Columns(silo, "mt_events")).ShouldBe(
        [
            "seq_id|bigint|NO|null",
            "id|uuid|NO|null",
            "stream_id|character varying|YES|null",
            "version|bigint|NO|null",
            "data|jsonb|NO|null",
            "bdata|bytea|YES|null",
            "type|character varying|NO|null",
            "timestamp|timestamp with time zone|NO|now()",
            "tenant_id|character varying|YES|'*DEFAULT*'::character varying",
            "mt_dotnet_type|character varying|YES|null",
            "correlation_id|character varying|YES|null",
            "causation_id|character varying|YES|null",
            "headers|jsonb|YES|null",
            "user_name|character varying|YES|null",
            "is_archived|boolean|YES|false",
        ]);
        (await Columns(silo, "mt_event_progression")).ShouldBe(
        [
            "name|character varying|NO|null",
            "last_seq_id|bigint|YES|null",
            "last_updated|timestamp with time zone|YES|now()",
        ]);
    }

    [Fact]
    public async Task Keys_are_those_that_Marten_counts_on()
    {
        await using var silo = await postgres.Prepared();

        (await silo.Database.Rows(
            "select indexdef from pg_indexes where tablename in ('mt_streams', 'mt_events', 'mt_event_progression') order by indexname"))
            .ShouldBe(
            [
                "CREATE UNIQUE INDEX pk_mt_event_progression ON public.mt_event_progression USING btree (name)",
                "CREATE UNIQUE INDEX pk_mt_events_stream_and_version ON public.mt_events USING btree (stream_id, version)",
                "CREATE UNIQUE INDEX pkey_mt_events_seq_id ON public.mt_events USING btree (seq_id)",
                "CREATE UNIQUE INDEX pkey_mt_streams_id ON public.mt_streams USING btree (id)",
            ]);
        (await silo.Database
            .Rows("select pg_get_constraintdef(oid) from pg_constraint where conrelid = 'mt_events'::regclass and contype = 'f'"))
            .ShouldBe(["FOREIGN KEY (stream_id) REFERENCES mt_streams(id) ON DELETE CASCADE"]);
        (await silo.Database.Scalar<long>("select seqcache from pg_sequence where seqrelid = 'mt_events_sequence'::regclass")).ShouldBe(1);
    }

    private static Task<List<string>> Columns(SiloHarness silo, string table) => silo.Database.Rows($"""
        select column_name, data_type, is_nullable, column_default from information_schema.columns
        where table_name = '{table}' order by ordinal_position
        """);
}
