using MoodleGrains.Silo.Tests.EventSourcing;
using Xunit.Abstractions;

namespace MoodleGrains.Silo.Tests.EventStore;

[Collection(PostgresCollection.Name)]
public sealed class LostAnswerTests(PostgresServer postgres, ITestOutputHelper output)
{
    [Fact]
    public async Task A_commit_whose_answer_is_lost_is_told_from_a_conflict_and_every_command_is_done_once()
    {
        await using var direct = await Prepared(null);
        await using var proxy = new SwallowingProxy(direct.ConnectionString, every: 5);
        await using (var silo = await Prepared(proxy.ConnectionString))
        {
            var lost = Soak.Count(20, 200);
            for (var round = 0; proxy.Swallowed < lost; round++)
            {
                // Each outcome is what its caller is told: a conflict with itself would be thrown here, or raise the tally twice.
                var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => silo.Grains
                    .Send(new($"tally-campus-{n}"), new([new Raise()]), default).AsTask()));
                outcomes.ShouldAllBe(outcome => outcome.Version == round + 1);
            }

            output.WriteLine($"{proxy.Swallowed} answers lost");
        }

        await Tallies.Same(direct);
        (await direct.Database.Rows("select distinct events from mg_tallies")).ShouldHaveSingleItem();
        (await direct.Database.Scalar<long>("select count(*) - count(distinct (stream_id, version)) from mg_events")).ShouldBe(0);
    }

    private Task<SiloHarness> Prepared(string? database) =>
        postgres.Prepared(database, options => options with { Kinds = Tally.Kinds, ReadModels = TallyRow.Models });
}
