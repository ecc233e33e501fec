using MoodleGrains.Rosters;

namespace MoodleGrains.Grains.Tests.Rosters;

/// <summary>
/// Moodle leaves users out without a word whom the token may not see: a roster of which nobody is found is no roster of strangers.
/// </summary>
public sealed class UnseenUsersTests
{
    private readonly Scenery scene = new();

    [Theory]
    [InlineData(RosterTerms.ByUserName, "The token may not see user names: allow moodle/user:viewalldetails")]
    [InlineData(RosterTerms.ByIdNumber, "The token may not see idnumbers of users: allow moodle/user:viewalldetails")]
    [InlineData(RosterTerms.ByEmail, "The token may not see mail addresses: allow moodle/site:viewuseridentity")]
    public void Where_nobody_of_many_is_found_no_plan_is_made_and_the_missing_are_kept(string matchBy, string told)
    {
        scene.Terms = scene.Terms with { MatchBy = matchBy };
        scene.Wants("C1", Members(600));

        var plan = scene.Plan();

        plan.Stop.ShouldNotBeNull().ShouldContain($"0 of 600 participants are found in Moodle by {matchBy}");
        plan.Stop.ShouldContain(told);
        plan.Items.ShouldBeEmpty();
        plan.Missing.Count.ShouldBe(600);
    }

    [Theory]
    [InlineData(9, 0, false)]
    [InlineData(10, 0, true)]
    [InlineData(100, 4, true)]
    [InlineData(100, 5, false)]
    public void A_few_new_names_may_all_be_unknown_and_of_many_one_in_twenty_is_enough(int members, int known, bool stops)
    {
        scene.Users([.. Members(known).Select(member => member.Key)]);
        scene.Wants("C1", Members(members));

        (scene.Plan().Stop is not null).ShouldBe(stops);
    }

    [Fact]
    public void Of_a_small_roster_it_is_told_by_those_who_were_found_before()
    {
        scene.Users("user1", "user2", "user3");
        scene.Wants("C1", Members(3));
        scene.Run(1).Stop.ShouldBeNull();
        scene.Moodle.Users.Clear();

        scene.Plan().Stop.ShouldNotBeNull();
    }

    private static DesiredMember[] Members(int count) => [.. Enumerable.Range(1, count).Select(i => Scenery.Member($"user{i}"))];
}
