using MoodleGrains.Users;
using static MoodleGrains.Grains.Tests.Stamps;

namespace MoodleGrains.Grains.Tests.Users;

public sealed class UserTests
{
    [Fact]
    public void Suspending_and_reactivating_is_seen_in_the_order_it_happened() => Given.No<User>()
        .When(new ObserveUser(false, Created(100)), new ObserveUser(false, Updated(300)), new ObserveUser(true, Updated(200)))
        .ThenNothing()
        .When(new ObserveUser(true, Updated(400)))
        .Then(new UserSuspended(Updated(400)));

    [Fact]
    public void A_user_completes_uncompletes_and_completes_an_activity()
    {
        var scene = Given.No<User>()
            .When(Done(1, 100), Done(0, 200))
            .Then(new CompletionRecorded(13, 41, 0, null, Updated(200)))
            .When(Done(1, 150))
            .ThenNothing()
            .When(Done(1, 300));
        scene.Rows<CompletionRow>()["user-campus-1/13/41"].State.ShouldBe(1);
    }

    [Fact]
    public void Two_words_of_one_second_are_contested_until_a_poll_tells()
    {
        var scene = Given.No<User>()
            .When(Done(1, 100), Done(0, 100))
            .Then(new CompletionRecorded(13, 41, 0, null, Updated(100)), new CompletionContested(13, 41, Updated(100)));
        scene.When(new ObserveCompletion(13, 41, 0, null, Polled(200))).Then(new CompletionSettled(13, 41, Polled(200)));
        scene.When(new ObserveCompletion(13, 41, 0, null, Polled(300))).ThenNothing();
    }

    [Fact]
    public void A_poll_never_clears_when_a_course_was_completed()
    {
        var scene = Given.No<User>()
            .When(new ObserveCompletion(13, null, 1, 100, Updated(100)), new ObserveCompletion(13, null, 1, null, Polled(200)))
            .ThenNothing();
        scene.Rows<CompletionRow>()["user-campus-1/13/0"].At.ShouldBe(100);
    }

    [Fact]
    public void A_deleted_user_stays_deleted_whatever_comes() => Given.No<User>()
        .When(new ObserveUser(false, Created(100)), new ObserveUserDeleted(Deleted(200)))
        .Then(new UserDeleted(Deleted(200)))
        .When(new ObserveUser(false, Updated(300)), Done(1, 300))
        .ThenNothing();

    private static ObserveCompletion Done(int state, long told) => new(13, 41, state, state == 0 ? null : told, Updated(told));
}
