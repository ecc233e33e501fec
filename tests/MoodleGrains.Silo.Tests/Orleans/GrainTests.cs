using MoodleGrains.Convergence;
using MoodleGrains.Courses;
using MoodleGrains.EventSourcing;
using MoodleGrains.Silo.Inbox;
using MoodleGrains.Silo.Tests.EventSourcing;
using MoodleGrains.Silo.Tests.Inbox;
using MoodleGrains.Users;

namespace MoodleGrains.Silo.Tests.Orleans;

/// <summary>Grains hosted by Orleans, with snapshots in its grain storage.</summary>
[Collection(PostgresCollection.Name)]
public sealed class GrainTests(PostgresServer postgres)
{
    private static readonly StreamKey Hot = new("tally-campus-1");
    private static readonly StreamKey Person = new("user-campus-41");
    private static readonly FieldVersion created = new(null, 100, SourcePrecedence.Created);

    [Fact]
    public async Task Sixteen_callers_on_one_grain_lose_no_update()
    {
        await using var silo = await Tallies();
        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 50; i++)
            {
                await silo.Grains.Send(Hot, new(new Raise()), default);
            }
        })));

        (await silo.Grains.Latest<Tally>(Hot, default)).Count.ShouldBe(800);
        (await silo.Database.Rows($"select version from mt_events where stream_id = '{Hot}' order by version"))
            .ShouldBe(Enumerable.Range(1, 800).Select(n => $"{n}"));
    }

    /// <summary>Two hosts that do not know each other each have an activation of the grain.</summary>
    [Fact]
    public async Task Two_activations_of_one_grain_lose_nothing_and_the_one_that_came_too_late_decides_again()
    {
        await using var here = await Tallies();
        await using var there = await Tallies(here);
        await here.Grains.Send(Hot, new(new SetWord("X")), default);
        (await there.Grains.Send(Hot, new(new Raise()), default)).Version.ShouldBe(2);

        // Here the grain is at version 1 still.
        (await here.Grains.Send(Hot, new(new Raise()), default)).Version.ShouldBe(3);
        (await there.Grains.Latest<Tally>(Hot, default)).ShouldBe(new() { Word = "X", Count = 2 });
    }

    [Fact]
    public async Task A_grain_that_throws_fails_its_caller_only_and_no_exception_crosses()
    {
        await using var silo = await Tallies();
        var outcomes = await silo.Services<IGrainDeliveries>()
            .Deliver(Hot, [new(new Raise()), new(new Boom()), new(new Raise())], default);
        outcomes.Select(outcome => outcome.Fault).ShouldBe([null, new(GrainFaultKind.Persistent, "InvalidOperationException: boom"), null]);
        (await silo.Grains.Latest<Tally>(Hot, default)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_stream_of_many_events_activates_from_its_snapshot()
    {
        var events = Soak.On ? 100_000 : 2_000;
        string connection;
        await using (var silo = await Tallies())
        {
            connection = silo.ConnectionString;
            for (var i = 0; i < events / 100; i++)
            {
                await silo.Grains.Send(Hot, new(new Raise(100)), default);
            }
        }

        await using var other = await Tallies(connection);
        var version = await other.Database.Scalar<long>(
            "select (convert_from(payload, 'UTF8')::jsonb->>'Version')::bigint from orleans_states");
        version.ShouldBeGreaterThan(events - 300);

        // What the snapshot covers is not read: its events could be gone.
        await other.Database.Run($"delete from mt_events where stream_id = '{Hot}' and version <= {version}");
        (await other.Grains.Latest<Tally>(Hot, default)).Count.ShouldBe(events);

        // After a failed commit the grain starts again from what is stored.
        await Should.ThrowAsync<GrainFaultException>(other.Grains.Send(Hot, new(new SetWord("\0")), default).AsTask());
        (await other.Grains.Latest<Tally>(Hot, default)).Count.ShouldBe(events);
        (await other.Grains.Send(Hot, new(new Raise()), default)).Version.ShouldBe(events + 1);
    }

    [Fact]
    public async Task A_snapshot_of_another_fold_is_not_used()
    {
        string connection;
        await using (var silo = await Tallies())
        {
            connection = silo.ConnectionString;
            await silo.Grains.Send(Hot, new(new Raise(250)), default);
        }

        await using var other = await Tallies(connection);
        await other.Database.Run("""
            update orleans_states set payload = convert_to(jsonb_set(jsonb_set(
                convert_from(payload, 'UTF8')::jsonb, '{Fold}', '0'), '{State}', '{"count": 7}')::text, 'UTF8')
            """);
        (await other.Database.Scalar<long>("select count(*) from orleans_states")).ShouldBe(1);
        (await other.Grains.Latest<Tally>(Hot, default)).Count.ShouldBe(250);
    }

    /// <summary>Orleans' storage finds a state by its name and the grain's key, which a course and a user of one number share.</summary>
    [Fact]
    public async Task Grains_of_two_kinds_with_the_same_site_and_number_keep_their_own_snapshots()
    {
        string connection;
        await using (var silo = await Started(null))
        {
            connection = silo.ConnectionString;
            await silo.Accept(Hooks.Course(41, "Physics", 100));
            await silo.Dispatched();
            await silo.Grains.Send(Person, new(new ObserveUser(false, created)), default);
        }

        await using var other = await Started(connection);
        (await other.Database.Rows("select kind, key from orleans_states order by kind")).ShouldBe(["course|campus-41", "user|campus-41"]);
        (await other.Grains.Latest<Course>(new("course-campus-41"), default)).FullName.Value.ShouldBe("Physics");
        (await other.Grains.Latest<User>(Person, default)).Exists.ShouldBeTrue();
    }

    [Fact]
    public async Task The_snapshot_of_a_person_who_was_deleted_is_deleted()
    {
        await using var silo = await Started(null);
        await silo.Grains.Send(Person, new(new ObserveUser(false, created)), default);
        await Eventually.Holds(
            async () => await silo.Database.Scalar<long>("select count(*) from orleans_states") == 1, "the snapshot was written");

        await silo.Grains.Send(Person, new(new ObserveUserDeleted(new(null, 200, SourcePrecedence.Deleted))), default);
        await Eventually.Holds(
            async () => await silo.Database.Scalar<long>("select count(*) from orleans_states") == 0, "the snapshot was deleted");
        (await silo.Grains.Latest<User>(Person, default)).DeletedAt.ShouldNotBeNull();
    }

    private Task<SiloHarness> Tallies(SiloHarness? besides = null) => Tallies(besides?.ConnectionString);

    private Task<SiloHarness> Tallies(string? connection) => postgres.Started(
        connection, options => options with { Kinds = Tally.Kinds, ReadModels = [], Orleans = true });

    private Task<SiloHarness> Started(string? connection) => postgres.Started(
        connection, options => options with { Orleans = true, Snapshots = new(Every: 1, OnDeactivation: 1) });
}
