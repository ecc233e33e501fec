using System.Text.Json;
using MoodleGrains.Silo.PrivatePostgres;
using MoodleGrains.Silo.Tests.PrivatePostgres;
using Npgsql;

namespace MoodleGrains.Silo.Tests.CommandLine;

public sealed class DatabaseCommandsTests(TestDatabase postgres) : IClassFixture<TestDatabase>, IAsyncLifetime, IAsyncDisposable
{
    private readonly FakeParts _parts = new() { Sites = [] };
    private string _database = "";

    public async Task InitializeAsync()
    {
        var name = $"t{Guid.NewGuid():N}";
        await Execute(postgres.ConnectionString, $"create database {name}");
        _database = new NpgsqlConnectionStringBuilder(postgres.ConnectionString) { Database = name, Pooling = false }.ConnectionString;
    }

    public ValueTask DisposeAsync() => _parts.DisposeAsync();

    async Task IAsyncLifetime.DisposeAsync() => await DisposeAsync();

    [Fact]
    public async Task A_stream_is_shown_as_a_table_or_as_one_object_a_line()
    {
        await Migrated("""
            insert into mt_events values
              (7, 'course-campus-41', 1, 'course_created', '2026-01-02 03:04:05.678+00', '{"name": "A"}', null),
              (9, 'course-campus-41', 2, 'course_renamed', '2026-01-02 03:05:05+00', '{"name": "B"}', '{"delivery": "d"}'),
              (8, 'course-campus-42', 1, 'course_created', '2026-01-02 03:04:06+00', '{}', null)
            """);

        var table = await Run("stream", "course-campus-41");
        table.Lines.Length.ShouldBe(3);
        table.Lines[1].ShouldBe("1\t7\t2026-01-02 03:04:05.678\tcourse_created\t{\"name\": \"A\"}");

        var json = await Run("stream", "course-campus-41", "--json", "--after", "1");
        var only = JsonDocument.Parse(json.Lines.ShouldHaveSingleItem()).RootElement;
        only.GetProperty("grain").GetString().ShouldBe("course-campus-41");
        only.GetProperty("position").GetInt64().ShouldBe(9);
        only.GetProperty("at").GetString().ShouldBe("2026-01-02T03:05:05Z");
        only.GetProperty("data").GetProperty("name").GetString().ShouldBe("B");
        only.GetProperty("headers").GetProperty("delivery").GetString().ShouldBe("d");
    }

    [Fact]
    public async Task A_grain_to_which_nothing_happened_is_an_error_that_shows_how_grains_are_written()
    {
        await Migrated();

        var told = await Run("stream", "41");

        told.ExitCode.ShouldBe(1);
        told.Error.ShouldContain("course-campus-41");
    }

    [Fact]
    public async Task A_database_without_our_tables_says_what_to_do()
    {
        var told = await Run("stream", "course-campus-41");

        told.ExitCode.ShouldBe(1);
        told.Error.Trim().ShouldBe("The database has no tables of MoodleGrains yet. Start 'silo serve' on it once.");
    }

    [Fact]
    public async Task What_is_paused_stays_so_until_it_is_resumed()
    {
        await Migrated();

        (await Run("pause", "dispatch")).Output.ShouldContain("dispatch is paused");
        (await Run("pause")).Lines[..2].ShouldBe([
            "dispatch was paused already.",
            "announcements is paused: what is to be announced is not worked out. Let it go on with: silo resume announcements"]);
        (await Ask("select count(*) from mg_pauses where by like '%@%'")).ShouldBe(6L);
        (await Run("resume", "dispatch")).Lines.ShouldBe(["dispatch goes on."]);
        (await Run("resume")).Lines.ShouldBe([
            "dispatch was not paused.", "announcements goes on.", "discord goes on.", "mail goes on.",
            "moodle goes on.",
            "rosters goes on."]);
        (await Ask("select count(*) from mg_pauses")).ShouldBe(0L);
    }

    [Fact]
    public async Task A_site_of_the_configuration_is_paused_by_its_slug()
    {
        await Migrated();
        _parts.Sites = ["campus"];

        (await Run("pause", "site:campus")).Output.ShouldContain("site:campus is paused: nothing is done outside for this site");
        var unknown = await Run("pause", "site:campsu");
        unknown.ExitCode.ShouldBe(2);
        unknown.Error.ShouldContain("site:campus");
        (await Run("resume")).Output.ShouldContain("site:campus goes on.");
    }

    [Fact]
    public async Task An_unknown_part_is_an_error_that_names_the_known_ones()
    {
        await Migrated();

        var told = await Run("pause", "discrod");

        told.ExitCode.ShouldBe(2);
        told.Error.ShouldContain("dispatch, announcements, discord, mail, moodle, rosters; site:{slug} for a site of the "
            + "configuration, roster:{site}/{name} for a roster.");
    }

    [Fact]
    public async Task Parked_rows_are_shown_and_those_that_stay_make_the_retry_fail()
    {
        await Migrated("""
            insert into mg_parked (what, key, stream_id, position, error)
            values ('courses', 'mendable', 'course-a-1', 5, 'x'), ('users', 'stuck', 'user-a-1', 6, E'no\nname')
            """);

        (await Run("parked")).Lines.Length.ShouldBe(3);
        var retried = await Run("parked", "--retry");
        retried.ExitCode.ShouldBe(1);
        retried.Output.ShouldContain("1 tried again");
        retried.Output.ShouldContain("no name");
        retried.Output.ShouldNotContain("mendable");
        await Ask("delete from mg_parked");
        (await Run("parked")).Output.Trim().ShouldBe("Nothing is parked.");
    }

    [Fact]
    public async Task A_rebuild_is_of_one_read_model_or_of_all()
    {
        (await Run("rebuild", "users")).Output.ShouldContain("users: 7 events");
        (await Run("rebuild")).Output.ShouldContain("courses, users: 7 events");
        _parts.Rebuilt.ShouldBe(["users", "all"]);
        var unknown = await Run("rebuild", "usres");
        unknown.ExitCode.ShouldBe(2);
        unknown.Error.ShouldContain("courses, users");
    }

    [Fact]
    public async Task The_doctor_finds_nothing_wrong_where_nothing_is()
    {
        await Migrated("insert into mt_events select n, 's', n, 't', now() - interval '1 day', '{}', null from generate_series(1, 1000) n");

        var told = await Run("doctor");

        told.Output.ShouldNotContain("FAIL");
        told.Lines.Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]).ShouldBe(
            ["configuration", "database", "connections", "clock", "disk", "outbox"]);
        told.Output.ShouldContain("KiB a day");
        told.ExitCode.ShouldBe(0);
    }

    [Theory]
    [InlineData("delete from mg_migrations; insert into mg_migrations values (3, 'older')", "tables of version 3", "upgrades them")]
    [InlineData("insert into mg_migrations values (5, 'newer')", "tables of version 5", "newer build")]
    [InlineData("drop table mg_migrations", "no tables yet", "silo serve")]
    public async Task The_doctor_tells_when_the_tables_are_not_those_of_this_build(string sql, string found, string remedy)
    {
        await Migrated(sql);

        var told = await Run("doctor");

        told.ExitCode.ShouldBe(1);
        var line = told.Lines[1];
        line.ShouldStartWith("FAIL  database");
        line.ShouldContain(found);
        line.ShouldContain(remedy);
    }

    [Fact]
    public async Task The_doctor_tells_of_wrong_settings_and_still_looks_at_the_rest()
    {
        await Migrated();

        var told = await Run("doctor", "--ApiKeys:x:Scopes:0=fly");

        told.ExitCode.ShouldBe(1);
        told.Lines[0].ShouldStartWith("FAIL  configuration");
        told.Lines.Length.ShouldBe(6);
    }

    [Fact]
    public async Task The_doctor_tells_when_the_database_does_not_answer()
    {
        var told = await Told.ByRunning(_parts, "doctor", "--ConnectionStrings:Postgres=Host=/nowhere;Username=x;Password=hunter2");

        told.ExitCode.ShouldBe(1);
        told.Lines[1].ShouldStartWith("FAIL  database");
        told.Output.ShouldNotContain("hunter2");
    }

    private Task<Told> Run(params string[] arguments) =>
        Told.ByRunning(_parts, [.. arguments, $"--ConnectionStrings:Postgres={_database}"]);

    private async Task Migrated(string sql = "select 1")
    {
        await FakeParts.Migrate(_database);
        await Execute(_database, sql);
    }

    private async Task<object?> Ask(string sql)
    {
        await using var source = NpgsqlDataSource.Create(_database);
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }

    private static async Task Execute(string connection, string sql)
    {
        await using var source = NpgsqlDataSource.Create(connection);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
