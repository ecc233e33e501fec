using MoodleGrains.EventSourcing;
using MoodleGrains.Silo.Inbox;

namespace MoodleGrains.Silo.Tests.EventSourcing;

[Collection(PostgresCollection.Name)]
public sealed class ActivationTests(PostgresServer postgres)
{
    private static readonly StreamKey Hot = new("tally-campus-1");

    [Fact]
    public async Task What_a_grain_decided_is_there_after_it_was_forgotten()
    {
        await using var silo = await Tallies();
        await silo.Grains.Send(Hot, new(new Raise(3)), default);

        await using var other = await Tallies(silo);
        (await other.Grains.Latest<Tally>(Hot, default)).Count.ShouldBe(3);
    }

    [Fact]
    public async Task Two_silos_with_stale_activations_lose_nothing()
    {
        await using var here = await Tallies();
        await using var there = await Tallies(here);
        await here.Grains.Send(Hot, new(new SetWord("X")), default);
        (await there.Grains.Latest<Tally>(Hot, default)).Word.ShouldBe("X");

        await here.Grains.Send(Hot, new(new SetWord("Y")), default);

        // There the activation still believes in X, and would have nothing to do.
        (await there.Grains.Send(Hot, new(new SetWord("X")), default)).Events.ShouldBe(1);
        await using var fresh = await Tallies(here);
        (await fresh.Grains.Latest<Tally>(Hot, default)).Word.ShouldBe("X");
    }

    [Fact]
    public async Task The_latest_state_is_that_of_the_stream_though_another_silo_wrote_it()
    {
        await using var here = await Tallies();
        await using var there = await Tallies(here);
        await here.Grains.Send(Hot, new(new SetWord("X")), default);
        (await there.Grains.Latest<Tally>(Hot, default)).Word.ShouldBe("X");

        await here.Grains.Send(Hot, new(new SetWord("Y")), default);

        (await there.Grains.Latest<Tally>(Hot, default)).Word.ShouldBe("Y");
        (await Versions(here)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Two_silos_that_write_one_grain_at_the_same_time_lose_no_update()
    {
        await using var here = await Tallies();
        await using var there = await Tallies(here);
        await Task.WhenAll(new[] { here, there }.SelectMany(silo => Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 20; i++)
            {
                await silo.Grains.Send(Hot, new(new Raise()), default);
            }
        }))));

        await using var fresh = await Tallies(here);
        (await fresh.Grains.Latest<Tally>(Hot, default)).Count.ShouldBe(320);
    }

    [Fact]
    public async Task A_grain_that_throws_fails_its_caller_only()
    {
        await using var silo = await Tallies();
        var sent = new ICommand[] { new Raise(), new Boom(), new Raise() }
            .Select(command => silo.Grains.Send(Hot, new(command), default).AsTask()).ToList();

        (await Should.ThrowAsync<GrainFaultException>(sent[1])).Fault.ShouldBe(
            new(GrainFaultKind.Persistent, "InvalidOperationException: boom"));
        await Task.WhenAll(sent[0], sent[2]);
        (await silo.Grains.Latest<Tally>(Hot, default)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_value_that_jsonb_refuses_fails_its_caller_only()
    {
        await using var silo = await Tallies();
        var sent = new ICommand[] { new SetWord("a"), new SetWord("\0"), new SetWord("b") }
            .Select(command => silo.Grains.Send(Hot, new(command), default).AsTask()).ToList();

        (await Should.ThrowAsync<GrainFaultException>(sent[1])).Fault.Kind.ShouldBe(GrainFaultKind.Persistent);
        await Task.WhenAll(sent[0], sent[2]);
        (await silo.Grains.Latest<Tally>(Hot, default)).Word.ShouldBe("b");
    }

    [Fact]
    public async Task A_refusal_comes_back_with_its_reason_and_without_events()
    {
        await using var silo = await Tallies();
        var outcome = await silo.Grains.Send(Hot, new(new Refused()), default);
        outcome.Refusal.ShouldBe(new Refusal("refused", "It is refused."));
        outcome.Events.ShouldBe(0);
    }

    [Fact]
    public async Task A_delivery_that_is_dispatched_again_after_a_crash_changes_nothing()
    {
        await using var silo = await Tallies();
        await silo.Grains.Send(Hot, new([new Raise(), new Raise()], 7, "d7"), default);

        await using var restarted = await Tallies(silo);
        (await restarted.Grains.Send(Hot, new([new Raise(), new Raise()], 7, "d7"), default)).Events.ShouldBe(0);
        (await restarted.Grains.Send(Hot, new([new Raise()], 8, "d8"), default)).Events.ShouldBe(1);
    }

    [Fact]
    public async Task A_command_with_an_id_is_done_once_in_one_call_in_the_next_and_after_the_grain_was_forgotten()
    {
        await using var silo = await Tallies();
        var delivery = new Delivery([new Raise(2)], CommandId: "a");
        var outcomes = await silo.Services<IGrainDeliveries>().Deliver(Hot, [delivery, new(new Raise()), delivery], default);
        outcomes.Select(outcome => (outcome.Outcome.Version, outcome.Outcome.Events)).ShouldBe([(2, 2), (3, 1), (2, 2)]);

        var first = outcomes[0].Outcome;
        (await silo.Grains.Send(Hot, delivery, default)).ShouldBe(first);
        await using var other = await Tallies(silo);
        var again = await other.Grains.Send(Hot, delivery, default);
        (again.Version, again.Events).ShouldBe((first.Version, first.Events));

        // Of very many, the last twenty are remembered.
        for (var i = 0; i < 20; i++)
        {
            await other.Grains.Send(Hot, new([new Raise()], CommandId: $"b{i}"), default);
        }

        (await other.Grains.Send(Hot, new([new Raise()], CommandId: "b0"), default)).Version.ShouldBe(4);
        (await other.Grains.Send(Hot, delivery, default)).Version.ShouldBe(25);
    }

    [Fact]
    public async Task A_stop_finishes_what_was_sent()
    {
        var silo = await Tallies();
        var connection = Connection(silo);
        var sent = Enumerable.Range(0, 200).Select(_ => silo.Grains.Send(Hot, new(new Raise()), default).AsTask()).ToList();
        await silo.DisposeAsync();

        await Task.WhenAll(sent);
        await using var after = await postgres.Prepared(connection, With);
        (await after.Grains.Latest<Tally>(Hot, default)).Count.ShouldBe(200);
    }

    /// <summary>It was counted as pending for ever, and the stop waited for it.</summary>
    [Fact]
    public async Task A_message_to_a_kind_that_does_not_exist_fails_its_caller_and_holds_up_no_stop()
    {
        var silo = await Tallies();
        await Should.ThrowAsync<ArgumentException>(silo.Grains.Send(new("tower-campus-1"), new(new Raise()), default).AsTask());
        await silo.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));
    }

    private static string Connection(SiloHarness silo) => silo.ConnectionString;

    private static HarnessOptions With(HarnessOptions options) => options with { Kinds = Tally.Kinds, ReadModels = [] };

    private static Task<List<string>> Versions(SiloHarness silo) =>
        silo.Database.Rows($"select version from mt_events where stream_id = '{Hot}' order by version");

    private Task<SiloHarness> Tallies(SiloHarness? besides = null) =>
        postgres.Prepared(besides is null ? null : Connection(besides), With);
}
