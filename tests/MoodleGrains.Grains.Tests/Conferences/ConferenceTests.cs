using MoodleGrains.Conferences;
using MoodleGrains.Convergence;
using static MoodleGrains.Grains.Tests.Stamps;

namespace MoodleGrains.Grains.Tests.Conferences;

public sealed class ConferenceTests
{
    private const string Page = "https://moodle.example/mod/bigbluebuttonbn/view.php?id=1";

    [Fact]
    public void Without_an_opening_time_a_conference_is_unscheduled_then_scheduled_then_cancelled()
    {
        var scene = Given.No<Conference>().When(Told(null, null, Created(100)));
        Row(scene).Status.ShouldBe("unscheduled");
        scene.When(Told(5000, Page, Updated(200)))
            .Then(
                new ConferenceRescheduled(
                    5000,
                    null,
                    ConferenceField.StartsAt | ConferenceField.Name | ConferenceField.Course | ConferenceField.Instance,
                    Updated(200)),
                new ConferencePlaced(null, null, Page, ConferenceField.JoinUrl, Updated(200)));
        Row(scene).Status.ShouldBe("scheduled");
        Row(scene).StartsAt.ShouldBe(5000);
        scene.When(new ObserveConferenceDeleted(Deleted(300)));
        Row(scene).Status.ShouldBe("cancelled");
    }

    [Theory]
    [InlineData("https://bbb.example/bigbluebutton/api/join?fullName=Ann&checksum=abc")]
    [InlineData("https://moodle.example/mod/bigbluebuttonbn/bbb_view.php?action=join&id=41&bn=6")]
    [InlineData("https://moodle.example/mod/bigbluebuttonbn/view.php?id=41&token=secret")]
    public void A_personal_address_is_never_kept(string url) =>
        Row(Given.No<Conference>().When(Told(5000, url, Created(100)))).JoinUrl.ShouldBeNull();

    [Fact]
    public void An_older_time_that_comes_late_changes_nothing() => Given.No<Conference>()
        .When(Told(5000, null, Created(100)), Told(7000, null, Updated(300)), Told(6000, null, Updated(200)))
        .ThenNothing();

    private static ConferenceRow Row(Scene<Conference> scene) => scene.Rows<ConferenceRow>()[new("campus", 1)];

    private static ObserveConference Told(long? startsAt, string? url, Stamp stamp) =>
        new("bigbluebuttonbn", 6, 13, new("Lecture"), startsAt, null, null, url, stamp);
}
