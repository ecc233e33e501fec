using System.Globalization;
using MoodleGrains.Silo.Inbox;
using MoodleGrains.Silo.Inbox.Deliveries;
using Xunit.Abstractions;

namespace MoodleGrains.Silo.Tests;

/// <summary>
/// The law of convergence over the recordings: whatever was lost, doubled or came in another order across seconds, after one
/// full set of poll observations the grains know what the site answered.
/// </summary>
public sealed class RecordedConvergenceTests(ITestOutputHelper output)
{
    // It went before its course 15 did, and no recorded answer is about it: if that webhook was lost it stays, in a deleted course.
    private const string LeftWithItsCourse = "conference-campus-28";

    private static int Orders => Environment.GetEnvironmentVariable("MOODLEGRAINS_SOAK") == "1" ? 1_000 : 50;

    [Fact]
    public void Any_history_and_then_one_poll_is_the_site()
    {
        var seed = Seed();
        var answered = RecordedSite.Answered();
        for (var order = 0; order < Orders; order++)
        {
            var grains = new PureGrains();
            foreach (var delivery in Shaken(RecordedSite.Before, new Random(seed + order)))
            {
                grains.Receive(delivery);
            }

            grains.Send(RecordedSite.Polled(grains));

            Compare(grains, answered, $"order {order} of seed {seed}");
        }
    }

    [Fact]
    public void A_second_poll_says_nothing_and_the_next_one_mends_what_late_repeats_undid()
    {
        var seed = Seed();
        var answered = RecordedSite.Answered();
        for (var order = 0; order < Orders; order++)
        {
            var grains = new PureGrains();
            foreach (var delivery in Shaken(RecordedSite.Before, new Random(seed + order)))
            {
                grains.Receive(delivery);
            }

            grains.Send(RecordedSite.Polled(grains));
            var events = grains.Events;

            grains.Send(RecordedSite.Polled(grains));
            grains.Events.ShouldBe(events, $"order {order} of seed {seed}: a poll that finds nothing new says nothing");

            foreach (var delivery in Shaken(RecordedSite.Before, new Random(seed - order)))
            {
                grains.Receive(delivery);
            }

            // A poll that confirms leaves no event and so no newer version: a late webhook of the confirmed second may win once more.
            grains.Send(RecordedSite.Polled(grains));
            Compare(grains, answered, $"order {order} of seed {seed}");
        }
    }

    // Only what the site answered is compared: of completions it was not asked about, the last webhook is all there is.
    private static void Compare(PureGrains grains, IReadOnlyDictionary<string, string> answered, string which)
    {
        var facts = grains.Facts();
        Differences(answered, facts).ShouldBeEmpty(which);

        var there = answered.Keys.Select(Grain).ToHashSet(StringComparer.Ordinal);
        var left = facts.Keys.Where(name => !name.EndsWith("/deleted", StringComparison.Ordinal)).Select(Grain).Distinct()
            .Where(grain => !there.Contains(grain) && grain != LeftWithItsCourse);
        left.ShouldBeEmpty(which);
    }

    private static IEnumerable<string> Differences(
        IReadOnlyDictionary<string, string> expected, IReadOnlyDictionary<string, string> facts) =>
        expected.Where(fact => facts.GetValueOrDefault(fact.Key) != fact.Value)
            .Select(fact => $"{fact.Key}: expected {fact.Value}, the grain has {facts.GetValueOrDefault(fact.Key) ?? "nothing"}");

    private static string Grain(string fact) => fact[..fact.IndexOf('/', StringComparison.Ordinal)];

    /// <summary>Loses some, doubles some and mixes the seconds; what was told in one second keeps its order, as the law demands.</summary>
    private static IEnumerable<StoredDelivery> Shaken(IReadOnlyList<StoredDelivery> sent, Random random)
    {
        var lossRate = random.NextDouble() * 0.7;
        var kept = sent.Where(_ => random.NextDouble() >= lossRate)
            .SelectMany(delivery => Enumerable.Repeat(delivery, random.Next(5) == 0 ? 2 : 1))
            .ToList();
        var seconds = kept.GroupBy(delivery => delivery.Envelope.Told)
            .ToDictionary(second => second.Key, second => new Queue<StoredDelivery>(second));
        var places = kept.Select(delivery => delivery.Envelope.Told).ToArray();
        random.Shuffle(places);
        return places.Select(second => seconds[second].Dequeue());
    }

    private int Seed()
    {
        var wish = Environment.GetEnvironmentVariable("MOODLEGRAINS_SEED");
        var seed = int.TryParse(wish, NumberStyles.None, CultureInfo.InvariantCulture, out var given)
            ? given
            : Random.Shared.Next(1_000_000);
        output.WriteLine($"MOODLEGRAINS_SEED={seed}, {Orders} orders");
        return seed;
    }
}
