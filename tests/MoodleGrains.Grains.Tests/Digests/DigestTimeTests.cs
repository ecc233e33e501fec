using FsCheck;
using FsCheck.Fluent;
using MoodleGrains.Digests;
using Xunit.Abstractions;

namespace MoodleGrains.Grains.Tests.Digests;

public sealed class DigestTimeTests(ITestOutputHelper output)
{
    // Half hours, half-hour changes, no changes, a day that was skipped whole, both hemispheres.
    private static readonly string[] Zones =
    [
        "UTC", "Europe/Brussels", "Europe/London", "America/New_York", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kolkata",
        "Asia/Tokyo",
        "Pacific/Apia", "Africa/Casablanca", "America/Santiago",
    ];

    [Theory]
    [InlineData("2026-03-28T12:00Z", 2, "2026-03-29T01:00Z")] // 02:00 is skipped: the clocks show 03:00.
    [InlineData("2026-03-29T02:00Z", 2, "2026-03-30T00:00Z")]
    [InlineData("2026-10-24T12:00Z", 2, "2026-10-25T00:00Z")] // 02:00 comes twice: the first time.
    [InlineData("2026-10-25T00:00Z", 2, "2026-10-26T01:00Z")]
    [InlineData("2026-10-24T12:00Z", 7, "2026-10-25T06:00Z")]
    [InlineData("2026-10-23T12:00Z", 7, "2026-10-24T05:00Z")]
    public void The_turn_follows_the_clocks_of_Brussels(string now, int hour, string turn) =>
        DigestTime.NextAfter(At(now), new(DigestWish.Daily, 1, hour, "Europe/Brussels", "en")).ShouldBe(At(turn));

    [Theory]
    [InlineData(1, "2026-11-23T06:00Z")]
    [InlineData(6, "2026-11-28T06:00Z")] // Saturday at 11:00: today's turn is over.
    [InlineData(7, "2026-11-22T06:00Z")]
    public void A_weekly_turn_comes_on_its_day(int weekday, string turn) =>
        DigestTime.NextAfter(At("2026-11-21T10:00Z"), new(DigestWish.Weekly, weekday, 7, "Europe/Brussels", "en")).ShouldBe(At(turn));

    [Fact]
    public void There_is_one_turn_a_day_or_a_week_at_the_hour_on_the_users_clock()
    {
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        var cases = from zone in Gen.Elements(Zones)
                    from hour in Gen.Choose(0, 23)
                    from weekday in Gen.Choose(1, 7)
                    from rhythm in Gen.Elements(DigestWish.Daily, DigestWish.Weekly)
                    from minute in Gen.Choose(0, 20 * 365 * 24 * 60)
                    select (Now: 1_262_304_000L + (minute * 60L), Wish: new DigestWish(rhythm, weekday, hour, zone, "en"));
        Prop.ForAll(cases.ToArbitrary(), one =>
        {
            var (now, wish) = one;
            var turn = DigestTime.NextAfter(now, wish);
            var next = DigestTime.NextAfter(turn, wish);
            turn.ShouldBeGreaterThan(now);
            (turn - now).ShouldBeLessThanOrEqualTo(wish.Period + (26 * 3600));
            next.ShouldBeInRange(turn + wish.Period - (26 * 3600), turn + wish.Period + (26 * 3600));

            // Whoever looks at any moment before it finds the same turn: a restart neither skips nor doubles one.
            DigestTime.NextAfter(now + ((turn - now) / 2), wish).ShouldBe(turn);
            var shown = DigestTime.Shown(turn, wish.Zone);
            if (shown.Hour != wish.Hour)
            {
                // Only an hour that the clocks skipped: they do not show it around then.
                Enumerable.Range(-12, 25).Select(quarter => DigestTime.Shown(turn + (900 * quarter), wish.Zone))
                    .ShouldNotContain(time => time.Hour == wish.Hour && time.Minute == 0);
            }

            // Samoa had no 30 December 2011.
            if (wish is { Rhythm: DigestWish.Weekly, Zone: not "Pacific/Apia" } && shown.Hour == wish.Hour)
            {
                DigestTime.Weekday(shown).ShouldBe(wish.Weekday);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000).WithReplay((ulong)seed, 1));
    }

    private static long At(string time) =>
        DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeSeconds();
}
