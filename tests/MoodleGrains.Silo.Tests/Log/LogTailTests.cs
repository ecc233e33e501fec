using MoodleGrains.Silo.Log;
using Xunit.Abstractions;

namespace MoodleGrains.Silo.Tests.Log;

public sealed class LogTailTests(ITestOutputHelper output)
{
    [Fact]
    public void Rows_behind_the_reader_are_given_in_order_up_to_where_it_may_read()
    {
        var tail = Holding(5, 3, 4, 6);
        tail.Read(2, 5, 100).ShouldBe("3 4 5", 5);
        tail.Read(2, 6, 2).ShouldBe("3 4", 4);
    }

    [Fact]
    public void A_page_with_a_gap_is_left_to_the_database_whole()
    {
        var tail = Holding(3, 4, 6);
        tail.Read(2, 6, 100).ShouldBeNull();
        tail.Read(1, 4, 100).ShouldBeNull();
        tail.Read(2, 6, 2).ShouldBe("3 4", 4);
    }

    [Fact]
    public void A_number_under_which_nothing_was_stored_is_passed_over()
    {
        var tail = Holding(3);
        tail.Add([(4, null, 0), (5, "5", 1)]);
        tail.Read(2, 5, 100).ShouldBe("3 5", 5);
        tail.Read(3, 4, 100).ShouldBe("", 4);
    }

    [Fact]
    public void What_was_passed_or_was_too_much_is_gone()
    {
        var tail = new LogTail<string>(maxRows: 3, maxBytes: 100);
        tail.Add([(1, "1", 1), (2, "2", 1), (3, "3", 1), (4, "4", 1)]);
        tail.Read(0, 4, 100).ShouldBeNull("the oldest made room");
        tail.Read(1, 4, 100).ShouldBe("2 3 4", 4);
        tail.Forget(2);
        tail.Read(1, 4, 100).ShouldBeNull();
        tail.Add([(5, "5", 99)]);
        tail.Read(2, 5, 100).ShouldBeNull("3 gave its bytes up");
        tail.Read(3, 5, 100).ShouldBe("4 5", 5);
    }

    /// <summary>Whatever is written here and elsewhere, in whatever order it comes and goes: what is given is what the log has.</summary>
    [Fact]
    public void What_is_given_is_the_log()
    {
        output.WriteLine($"seed {Soak.Seed}");
        var random = new Random(Soak.Seed);
        var given = 0;
        for (var n = 0; n < Soak.Count(2_000, 200_000); n++)
        {
            var mine = Enumerable.Range(1, 40).Where(_ => random.Next(8) > 0).ToArray();
            random.Shuffle(mine.AsSpan(random.Next(mine.Length)));
            var tail = new LogTail<string>(random.Next(1, 50));
            tail.Add(mine.Select(at => ((long)at, (string?)$"{at}", 1L)));
            tail.Forget(random.Next(10));
            var (after, limit) = (random.Next(40), random.Next(1, 20));
            var upTo = after + random.Next(1, 20);
            if (tail.Read(after, upTo, limit) is not { } page)
            {
                continue;
            }

            given++;
            var there = Enumerable.Range(after + 1, (int)(page.To - after)).ToList();
            there.ShouldAllBe(at => mine.Contains(at));
            page.Rows.ShouldBe(there.Select(at => $"{at}"));
            (page.To == upTo || page.Rows.Count == limit).ShouldBeTrue("a page is whole");
        }

        given.ShouldBeGreaterThan(100);
    }

    private static LogTail<string> Holding(params long[] positions)
    {
        var tail = new LogTail<string>();
        tail.Add(positions.Select(n => (n, (string?)$"{n}", 1L)));
        return tail;
    }
}

/// <summary>How a page of the tail is asserted.</summary>
internal static class TailPages
{
    public static void ShouldBe(this (List<string> Rows, long To)? page, string rows, long to) =>
        page.ShouldNotBeNull().ShouldSatisfyAllConditions(p => string.Join(' ', p.Rows).ShouldBe(rows), p => p.To.ShouldBe(to));
}
