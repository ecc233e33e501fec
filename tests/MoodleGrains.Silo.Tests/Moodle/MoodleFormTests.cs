using MoodleGrains.Silo.Moodle.Client;

namespace MoodleGrains.Silo.Tests.Moodle;

public sealed class MoodleFormTests
{
    private static readonly CancellationToken Go = CancellationToken.None;

    [Fact]
    public async Task No_request_has_more_fields_than_php_reads_and_nothing_is_lost_between_them()
    {
        var replies = new Replies((_, _) => Replies.Json("[]"));

        await Campus.WithToken(replies).UsersByIdAsync([.. Enumerable.Range(1, 2500).Select(id => (long)id)], Go);

        replies.Sent.Count.ShouldBe(3);
        replies.Sent.ShouldAllBe(sent => sent.Fields.Count <= MoodleForm.MaxFields);
        replies.Sent.ShouldAllBe(sent => sent.Fields["field"] == "id");
        replies.Sent.SelectMany(sent => sent.Fields.Where(field => field.Key.StartsWith("values[", StringComparison.Ordinal)))
            .Select(field => long.Parse(field.Value)).ShouldBe(Enumerable.Range(1, 2500).Select(id => (long)id));
        replies.Sent.ShouldAllBe(sent => sent.Fields.ContainsKey("values[0]"));
    }

    [Fact]
    public async Task An_item_of_several_fields_is_never_cut_in_two()
    {
        var replies = new Replies((_, _) => Replies.Json("null"));

        await Campus.WithToken(replies).EnrolAsync(
            [.. Enumerable.Range(1, 1000).Select(user => new ManualEnrolment(6, user, 5, StartsAt: 1, EndsAt: 2, Suspended: false))], Go);

        replies.Sent.Sum(sent => sent.Fields.Keys.Count(name => name.EndsWith("[userid]", StringComparison.Ordinal))).ShouldBe(1000);
        foreach (var sent in replies.Sent)
        {
            sent.Fields.Count.ShouldBeLessThanOrEqualTo(MoodleForm.MaxFields);
            sent.Fields.Keys.Count(name => name.EndsWith("[userid]", StringComparison.Ordinal))
                .ShouldBe(sent.Fields.Keys.Count(name => name.EndsWith("[suspend]", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public async Task The_sites_own_entries_are_asked_for_once_however_many_courses_there_are()
    {
        var replies = new Replies((_, _) => Replies.Json("""{"events":[],"warnings":[]}"""));

        await Campus.WithToken(replies).CalendarEventsAsync(
            [.. Enumerable.Range(1, 1500).Select(id => (long)id)], 1, 2, new Dictionary<long, long>(), Go);

        replies.Sent.Select(sent => sent.Fields["options[siteevents]"]).ShouldBe(["1", "0"]);
    }

    [Fact]
    public async Task Nothing_asked_is_nothing_sent()
    {
        var replies = new Replies((_, _) => Replies.Json("[]"));
        var site = Campus.WithToken(replies);

        (await site.UsersByIdAsync([], Go)).Users.ShouldBeEmpty();
        (await site.CoursesByIdAsync([], Go)).Courses.ShouldBeEmpty();
        (await site.BigBlueButtonsAsync([], Go)).Conferences.ShouldBeEmpty();

        replies.Sent.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_write_that_fails_in_its_second_request_tells_how_much_was_done()
    {
        var replies = new Replies((_, number) => number == 1 ? Replies.Json("null") : Replies.Refused("nopermissions"));

        var failed = await Should.ThrowAsync<MoodleFaultException>(() => Campus.WithToken(replies).UnenrolAsync(
            [.. Enumerable.Range(1, 600).Select(user => (6L, (long)user))], Go));

        failed.Fault.Kind.ShouldBe(FaultKind.CapabilityMissing);
        failed.Done.ShouldBe(498);
        replies.Sent.Count.ShouldBe(2);
    }
}
