using MoodleGrains.Silo.Notices;

namespace MoodleGrains.Silo.Tests.Notices;

public sealed class NoticePlanTests
{
    private const string Kind = NoticeKinds.Parked;
    private static readonly DateTimeOffset Start = new(2026, 11, 21, 10, 0, 0, TimeSpan.Zero);
    private static readonly Condition Trouble = new("courses", "silo parked --retry", "1", "courses", "boom");

    [Fact]
    public void A_condition_is_told_once_and_again_each_day_until_it_stays_away()
    {
        List<KnownCondition> known = [];
        List<string> told = [];

        // A minute's look each, over three days: there for two and a half, away for a moment on the first.
        for (var minute = 0; minute < 3 * 24 * 60; minute++)
        {
            var there = minute < 60 * 60 && minute is not (100 or 101);
            var now = Start.AddMinutes(minute);
            var plan = NoticePlan.Of(Found(there ? [Trouble] : []), known, now);
            told.AddRange(plan.Tell.Select(one => $"{minute}: {one.Known.TimesTold}"));
            told.AddRange(plan.Clear.Select(_ => $"{minute}: clear"));
            known.RemoveAll(k => plan.Clear.Contains(k) || plan.Keep.Any(kept => kept.Subject == k.Subject)
                || plan.Tell.Any(one => one.Known.Subject == k.Subject));
            known.AddRange(plan.Keep);
            known.AddRange(plan.Tell.Select(one => one.Known));
        }

        told.ShouldBe(["0: 1", "1440: 2", "2880: 3", "3605: clear"]);
        known.ShouldBeEmpty();
    }

    [Fact]
    public void What_could_not_be_looked_for_is_neither_told_nor_cleared()
    {
        var known = new KnownCondition(Kind, "courses", Start, 1, Start, "1 parked");
        var plan = NoticePlan.Of(new Dictionary<string, IReadOnlyList<Condition>>(), [known], Start.AddDays(3));
        plan.Tell.ShouldBeEmpty();
        plan.Keep.ShouldBeEmpty();
        plan.Clear.ShouldBeEmpty();
    }

    [Fact]
    public void A_silo_that_was_off_for_days_tells_once_not_for_each_day()
    {
        var known = new KnownCondition(Kind, "courses", Start, 1, null, "1 parked");
        NoticePlan.Of(Found([Trouble]), [known], Start.AddDays(5)).Tell.Single().Known.TimesTold.ShouldBe(6);
    }

    [Theory]
    [InlineData("en")]
    [InlineData("fr")]
    [InlineData("de")]
    public void Every_kind_has_its_sentences_in_every_language(string language)
    {
        var words = NoticeWords.Of(language);
        words.Sentences.Keys.ShouldBe(NoticeWords.Of("en").Sentences.Keys, ignoreOrder: true);
        foreach (var kind in words.Sentences.Keys)
        {
            var condition = new Condition("s", "silo doctor", "a", "b", "c", "d");
            var notice = words.Notice(new(kind, "s", Start, 1, null, ""), condition);
            string.IsNullOrWhiteSpace(notice.Title + notice.Text + notice.Remedy).ShouldBeFalse();
            (notice.Title + notice.Text + notice.Remedy).ShouldNotContain("{");
        }
    }

    [Fact]
    public void A_disk_with_room_is_no_condition()
    {
        const long GiB = 1L << 30;
        FullDisk.Judge("/srv", 50 * GiB, 100 * GiB).ShouldBeNull();
        FullDisk.Judge("/srv", 5 * GiB, 100 * GiB)!.Facts.ShouldBe(["5.0 GiB", "5", "/srv"]);
        FullDisk.Judge("/srv", GiB / 2, 2 * GiB).ShouldNotBeNull();
    }

    private static Dictionary<string, IReadOnlyList<Condition>> Found(IReadOnlyList<Condition> conditions) => new() { [Kind] = conditions };
}
