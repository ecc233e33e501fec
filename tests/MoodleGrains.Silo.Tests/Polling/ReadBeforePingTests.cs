using MoodleGrains.Sandbox.Model;
using MoodleGrains.Sandbox.Serving;

namespace MoodleGrains.Silo.Tests.Polling;

/// <summary>
/// Nobody is called to a class that Moodle no longer has at that time, though no webhook and no poll told it; and a Moodle that is down
/// silences nobody.
/// </summary>
[Collection(PostgresCollection.Polling)]
public sealed class ReadBeforePingTests(PostgresServer postgres)
{
    private const long Ahead = 7_200;
    private const long Lead = 300;
    private const long Length = 3_600;

    /// <summary>What a conference can be in Moodle; without the soak one of each way in which it is read.</summary>
    public static TheoryData<string> Kinds => Soak.On
        ? ["bigbluebuttonbn", "bigbluebuttonbn, its server down", "zoom", "entry of a course", "entry of the site"]
        : ["bigbluebuttonbn", "entry of a course"];

    private static Dictionary<string, string?> Settings => new() { ["Conferences:Entries"] = "lecture" };

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task What_stands_as_it_was_is_called_for(string kind)
    {
        await using var at = await PolledChannel.Start(postgres, site => Create(site, kind), Settings);
        await BeforeItsPing(at, kind);
        await at.Advance(Lead);
        at.Shown.ShouldBe(["ping Lecture", "scheduled Lecture"]);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task What_was_moved_is_not_called_for_at_its_old_time_but_at_its_new_one(string kind)
    {
        await using var at = await PolledChannel.Start(postgres, site => Create(site, kind), Settings);
        await BeforeItsPing(at, kind);
        Move(at.Site, kind, at.Site.Now + Lead + Lead + 86_400);
        await at.Advance(Lead);
        at.Shown.ShouldBe(["moved Lecture", "scheduled Lecture"]);

        await at.Advance(86_400);
        at.Shown.ShouldBe(["ping Lecture", "scheduled Lecture"]);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task What_was_moved_beyond_the_window_is_not_called_for_either(string kind)
    {
        await using var at = await PolledChannel.Start(postgres, site => Create(site, kind), Settings);
        await BeforeItsPing(at, kind);
        Move(at.Site, kind, at.Site.Now + (60 * 86_400));
        await at.Advance(Lead);
        at.Shown.ShouldContain("moved Lecture");
        at.Shown.ShouldNotContain("ping Lecture");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task What_was_deleted_is_said_to_be_cancelled_and_not_called_for(string kind)
    {
        await using var at = await PolledChannel.Start(postgres, site => Create(site, kind), Settings);
        await BeforeItsPing(at, kind);
        Delete(at.Site, kind);
        await at.Advance(Lead);
        at.Shown.ShouldBe(["cancelled Lecture"]);
    }

    [Theory]
    [InlineData("bigbluebuttonbn")]
    [InlineData("bigbluebuttonbn, its server down")]
    [InlineData("zoom")]
    public async Task What_is_in_the_recycle_bin_is_cancelled_and_not_called_for_though_the_sites_cron_has_not_run(string kind)
    {
        await using var at = await PolledChannel.Start(postgres, site => Create(site, kind), Settings);
        await BeforeItsPing(at, kind);
        at.Site.DeleteActivityOnPage(1);
        await at.Advance(Lead);
        at.Shown.ShouldBe(["cancelled Lecture"]);
    }

    [Theory]
    [InlineData("bigbluebuttonbn")]
    [InlineData("bigbluebuttonbn, its server down")]
    [InlineData("zoom")]
    public async Task What_was_hidden_is_taken_away_without_a_word(string kind)
    {
        await using var at = await PolledChannel.Start(postgres, site => Create(site, kind), Settings);
        await BeforeItsPing(at, kind);
        at.Site.ShowActivity(1, false);
        at.Site.TakeEvents();
        await at.Advance(Lead);
        at.Shown.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(Trouble.Drop)]
    [InlineData(Trouble.Page)]
    [InlineData(Trouble.TimeOut)]
    [InlineData(Trouble.WebServicesOff)]
    public async Task A_Moodle_that_does_not_answer_holds_no_call_back(Trouble trouble)
    {
        await using var at = await PolledChannel.Start(postgres, site => Create(site, "bigbluebuttonbn"), Settings);
        await BeforeItsPing(at, "bigbluebuttonbn");
        at.Polled.Moodle.Troubles.Switch(trouble);
        await at.Advance(Lead);
        at.Shown.ShouldBe(["ping Lecture", "scheduled Lecture"]);
    }

    [Fact]
    public async Task A_site_that_is_paused_is_not_asked_and_its_calls_go_all_the_same()
    {
        await using var at = await PolledChannel.Start(postgres, site => Create(site, "bigbluebuttonbn"), Settings);
        await BeforeItsPing(at, "bigbluebuttonbn");
        await at.Polled.Silo.Database.Run("insert into mg_pauses (part, by) values ('moodle', 'test')");
        await Eventually.Holds(() => at.Polled.Silo.Pauses.Paused("moodle"), "the pause is known");
        Delete(at.Site, "bigbluebuttonbn");
        await at.Advance(Lead);
        at.Shown.ShouldBe(["ping Lecture", "scheduled Lecture"]);
    }

    [Fact]
    public async Task The_look_before_a_call_costs_few_requests_however_many_conferences_a_site_has()
    {
        await using var at = await PolledChannel.Start(
            postgres,
            site =>
            {
                Create(site, "entry of the site");
                for (var i = 0; i < 15; i++)
                {
                    site.CreateConference(2, $"Other {i}", site.Now + (10 * Ahead), site.Now + (10 * Ahead) + Length);
                }
            },
            Settings);
        await BeforeItsPing(at, "entry of the site");
        at.Site.TakeEvents();
        await at.Advance(Lead);
        at.Shown.ShouldContain("ping Lecture");

        // Each call is an event of its own in Moodle.
        at.Site.TakeEvents().Count.ShouldBeLessThanOrEqualTo(3);
    }

    private static async Task BeforeItsPing(PolledChannel at, string kind)
    {
        await at.Advance(Ahead - (2 * Lead));
        at.Shown.ShouldContain("scheduled Lecture");
        at.Site.ConferenceServerUp = !kind.EndsWith("down", StringComparison.Ordinal);
    }

    private static void Create(University site, string kind)
    {
        site.Courses(1);
        var start = site.Now + Ahead;
        switch (kind)
        {
            case "zoom":
                site.CreateMeeting(2, "zoom", "Lecture", start, start + Length);
                break;
            case "entry of a course" or "entry of the site":
                site.CreateCalendarEntry(kind == "entry of a course" ? 2 : 0, "Lecture", start, "https://zoom.example.org/j/77", Length);
                break;
            default:
                site.CreateConference(2, "Lecture", start, start + Length);
                break;
        }
    }

    private static void Move(University site, string kind, long start)
    {
        if (kind.StartsWith("entry", StringComparison.Ordinal))
        {
            site.MoveCalendarEntry(site.Calendar.Values.Single().Id, start);
        }
        else
        {
            site.UpdateConference(1, openingTime: start, closingTime: start + Length);
        }

        site.TakeEvents();
    }

    private static void Delete(University site, string kind)
    {
        if (kind.StartsWith("entry", StringComparison.Ordinal))
        {
            site.DeleteCalendarEntry(site.Calendar.Values.Single().Id);
        }
        else
        {
            site.DeleteActivity(1);
        }

        site.TakeEvents();
    }
}
