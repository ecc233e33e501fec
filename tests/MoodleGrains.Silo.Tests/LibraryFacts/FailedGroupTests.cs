using Marten;
using Xunit.Abstractions;

namespace MoodleGrains.Silo.Tests.LibraryFacts;

/// <summary>One bad unit in a group: the session is rolled back as a whole, and each unit is saved again alone.</summary>
[Collection(PostgresCollection.Libraries)]
public sealed class FailedGroupTests(PostgresServer postgres, ITestOutputHelper output)
{
    private static readonly Dictionary<string, object> refused = new()
    {
        ["a NUL character"] = new CourseRenamed("a\0b"),
        ["a lone surrogate"] = new Verbatim("""{"Name":"\ud800"}"""),
        ["a huge exponent"] = new Verbatim("""{"Name":1e999999}"""),
    };

    [Theory]
    [InlineData("a NUL character", "22P05")]
    [InlineData("a lone surrogate", "22P02")]
    [InlineData("a huge exponent", "22003")]
    public async Task A_value_that_PostgreSQL_refuses_takes_its_group_with_it_and_only_itself_when_each_is_saved_alone(
        string what, string sqlState)
    {
        await using var store = await LibraryStore.WithSummaries(postgres);
        var error = await OnlyTheBadOneFailsAlone(store, Unit.Of("course-3", 0, refused[what]));
        output.WriteLine($"{what}: {error.Alone.GetType().FullName}: {error.Alone.InnerException?.Message}");
        foreach (var one in new[] { error.Group, error.Alone })
        {
            one.ShouldBeOfType<Marten.Exceptions.MartenCommandException>();
            one.InnerException.ShouldBeOfType<Npgsql.PostgresException>().SqlState.ShouldBe(sqlState);
        }

        // Of the two units that were numbered before the bad one.
        await Eventually.Holds(async () => await Tombstones(store) == 2, "the failed group leaves tombstones");
    }

    [Fact]
    public async Task A_projection_that_throws_takes_its_group_with_it_and_only_itself_when_each_is_saved_alone()
    {
        await using var store = await LibraryStore.WithSummaries(postgres);
        var error = await OnlyTheBadOneFailsAlone(store, Unit.Of("course-3", 0, new FoldFails()));
        output.WriteLine($"{error.Alone.GetType().FullName}: {error.Alone.Message}");

        // Inline projections run before the first statement is sent, so that nothing was numbered.
        (await Tombstones(store)).ShouldBe(0);
    }

    [Fact]
    public async Task A_version_that_was_not_compared_first_takes_its_group_with_it_and_only_itself_when_each_is_saved_alone()
    {
        await using var store = await LibraryStore.WithSummaries(postgres);
        var error = await OnlyTheBadOneFailsAlone(store, Unit.Of("course-3", 7, new CourseRenamed("lost")));
        output.WriteLine($"in the group {error.Group.GetType().FullName}, alone {error.Alone.GetType().FullName}");

        // Not only the name of the stream is the neighbour's: the neighbour was started, so that the group is told of a collision.
        error.Group.ShouldBeOfType<Marten.Exceptions.ExistingStreamIdCollisionException>().Id.ShouldBe("course-2");
        error.Alone.ShouldBeOfType<JasperFx.Events.EventStreamUnexpectedMaxEventIdException>().Id.ShouldBe("course-3");
    }

    [Fact]
    public async Task A_lone_surrogate_in_a_string_becomes_a_replacement_character_before_PostgreSQL_sees_it()
    {
        await using var store = await LibraryStore.WithSummaries(postgres);
        await UnitCommit.Save(store, Unit.Of("course-1", 0, new CourseRenamed("a\ud800b")));
        (await store.Database.Scalar<string>("select data->>'Name' from mt_events")).ShouldBe("a\ufffdb");
    }

    [Theory]
    [InlineData("40001", typeof(Marten.Exceptions.ConcurrentUpdateException))]
    [InlineData("57014", typeof(Marten.Exceptions.MartenCommandException))]
    [InlineData("40P01", typeof(InvalidOperationException))]
    public async Task A_group_that_PostgreSQL_aborts_is_rolled_back_and_can_be_saved_again(string sqlState, Type exception)
    {
        await using var store = await LibraryStore.WithSummaries(postgres);

        // A sequence counts also in a transaction that is rolled back: a second attempt of Marten's own would pass.
        await store.Database.Run("""
            create sequence attempts;
            create function abort_once(state text) returns void language plpgsql as
            $$ begin if nextval('attempts') = 1 then raise exception 'aborted' using errcode = state; end if; end $$;
            """);
        Unit[] units = [.. Enumerable.Range(1, 3).Select(n => Unit.Of($"course-{n}", 0, new CourseRenamed("a")))];
        await using (var group = await UnitCommit.Begin(store.Database, store.Documents, autoCommit: true))
        {
            var error = await Should.ThrowAsync<Exception>(group.SaveUnchecked(units, $"select abort_once('{sqlState}')"));
            output.WriteLine($"{sqlState}: {error.GetType().FullName}: {error.Message} <- {error.InnerException?.Message}");

            // After a deadlock Marten tries again by itself, in the transaction that it has just rolled back; nothing is sent any more.
            error.ShouldBeOfType(exception);
        }

        (await store.Database.Scalar<long>("select last_value from attempts")).ShouldBe(1);
        (await store.Streams()).ShouldBeEmpty();
        (await store.Database.Scalar<long>("select count(*) from mt_doc_coursesummary")).ShouldBe(0);
        (await UnitCommit.Save(store, units)).ShouldBeEmpty();
        (await store.Streams()).ShouldBe(["course-1|1", "course-2|1", "course-3|1"]);
    }

    [Fact]
    public async Task A_failed_group_leaves_tombstones_that_no_count_by_stream_sees()
    {
        await using var store = await LibraryStore.WithSummaries(postgres);
        await store.Database.Run("create table effects (id text primary key, body jsonb)");
        await UnitCommit.Save(store, Unit.Of("course-1", 0, new CourseRenamed("a")));
        await using (var session = store.Documents.LightweightSession())
        {
            for (var n = 1; n <= 5; n++)
            {
                UnitCommit.Append(session, Unit.Of($"course-{n}", n == 1 ? 1 : 0, new CourseRenamed("b"), new CourseRenamed("c")));
                session.QueueSqlCommand("insert into effects values (?, ?::jsonb)", $"effect-{n}", n == 5 ? "{" : "{}");
            }

            await Should.ThrowAsync<Marten.Exceptions.MartenCommandException>(session.SaveChangesAsync());
        }

        // Marten writes them in the background, on a connection of its own.
        await Eventually.Holds(async () => await Tombstones(store) > 0, "the failed group leaves tombstones");
        output.WriteLine($"{await Tombstones(store)} tombstones of 10 events");
        (await store.Database.Rows("select distinct stream_id, data::text from mt_events where type = 'tombstone'"))
            .ShouldBe(["mt_tombstone|{}"]);
        (await UnitCommit.Save(store, Unit.Of("course-1", 1, new CourseRenamed("d")), Unit.Of("course-2", 0, new CourseRenamed("d"))))
            .ShouldBeEmpty();
        const string counts = "select stream_id, count(*), max(version) from mt_events where type <> 'tombstone' group by 1 order by 1";
        (await store.Database.Rows(counts)).ShouldBe(["course-1|2|2", "course-2|1|1"]);
        (await store.Streams()).ShouldBe(["course-1|2", "course-2|1"]);
        (await store.Database.Rows("select id from mt_doc_coursesummary order by id")).ShouldBe(["course-1", "course-2"]);
    }

    private static Task<long> Tombstones(LibraryStore store) =>
        store.Database.Scalar<long>("select count(*) from mt_events where type = 'tombstone'");

    /// <returns>Why the group failed, and why the bad unit did when it was alone.</returns>
    private static async Task<(Exception Group, Exception Alone)> OnlyTheBadOneFailsAlone(LibraryStore store, Unit bad)
    {
        Unit[] units = [.. Enumerable.Range(1, 5).Select(n => n == 3 ? bad : Unit.Of($"course-{n}", 0, new CourseRenamed("good")))];
        (Exception Group, Exception Alone) error = default;
        await using (var group = await UnitCommit.Begin(store.Database, store.Documents, autoCommit: true))
        {
            error.Group = await Should.ThrowAsync<Exception>(group.SaveUnchecked(units));
        }

        (await store.Streams()).ShouldBeEmpty();
        (await store.Database.Scalar<long>("select count(*) from mt_doc_coursesummary")).ShouldBe(0);
        foreach (var unit in units)
        {
            await using var alone = await UnitCommit.Begin(store.Database, store.Documents, autoCommit: true);
            if (unit == bad)
            {
                error.Alone = await Should.ThrowAsync<Exception>(alone.SaveUnchecked([unit]));
            }
            else
            {
                await alone.SaveUnchecked([unit]);
            }
        }

        (await store.Streams()).ShouldBe(["course-1|1", "course-2|1", "course-4|1", "course-5|1"]);
        (await store.Database.Rows("select id from mt_doc_coursesummary order by id"))
            .ShouldBe(["course-1", "course-2", "course-4", "course-5"]);
        return error;
    }
}
