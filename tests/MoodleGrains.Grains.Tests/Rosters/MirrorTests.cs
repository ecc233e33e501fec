using MoodleGrains.Mirrors;

namespace MoodleGrains.Grains.Tests.Rosters;

public sealed class MirrorTests
{
    [Fact]
    public void What_a_run_tells_twice_is_told_once() => Given.No<Mirror>()
        .When(new RecordCourse(1, "name:BIO", true, "Biology", 100)).Then(new CourseMirrored(1, "name:BIO", true, "Biology", 100))
        .When(new RecordCourse(1, "name:BIO", true, "Biology", 101)).ThenNothing()
        .When(new RecordName(2, "Biology", "Biology II", 102)).Then(new MirrorRenamed(2, "Biology", "Biology II", 102))
        .When(new RecordName(2, "Biology", "Biology II", 103)).ThenNothing()
        .When(new RecordShown(3, false, 104)).Then(new MirrorShown(3, false, 104))
        .When(new RecordShown(3, false, 105)).ThenNothing()
        .When(new RecordLost(4, 106)).Then(new MirrorLost(4, 106))
        .When(new RecordLost(4, 107)).ThenNothing();

    [Fact]
    public void A_batch_told_again_after_a_crash_keeps_only_what_is_new()
    {
        var scene = Given.A<Mirror>(new CourseMirrored(1, "name:BIO", true, "Biology", 100));
        MemberChange enrolled = new(4, MemberDeed.Enrolled, [5]);
        MemberChange given = new(4, MemberDeed.RolesGiven, [3]);
        scene.When(new RecordMembers(1, [enrolled, given], 101)).Then(new MembersChanged(1, [enrolled, given], 1, 101));
        scene.When(new RecordMembers(1, [enrolled, given, new(27, MemberDeed.Enrolled, [5])], 102))
            .Then(new MembersChanged(1, [new(27, MemberDeed.Enrolled, [5])], 2, 102));
        scene.State.Members[4].Roles.ShouldBe([3, 5]);
    }

    [Fact]
    public void Who_was_taken_out_by_hand_and_enrolled_again_by_a_later_run_is_told_again() => Given
        .A<Mirror>(
            new CourseMirrored(1, "name:BIO", true, "Biology", 100),
            new MembersChanged(1, [new(4, MemberDeed.Enrolled, [5])], 1, 101))
        .When(new RecordMembers(2, [new(4, MemberDeed.Enrolled, [5])], 200))
        .Then(new MembersChanged(2, [new(4, MemberDeed.Enrolled, [5])], 1, 200));

    [Fact]
    public void A_role_that_was_taken_by_hand_and_given_again_is_told_beside_another_of_the_same_run() => Given
        .A<Mirror>(
            new CourseMirrored(1, "name:BIO", true, "Biology", 100),
            new MembersChanged(1, [new(4, MemberDeed.Enrolled, [3])], 1, 101))
        .When(
            new RecordMembers(2, [new(4, MemberDeed.RolesGiven, [5])], 200),
            new RecordMembers(2, [new(4, MemberDeed.RolesGiven, [3])], 201))
        .Then(new MembersChanged(2, [new(4, MemberDeed.RolesGiven, [3])], 1, 201));

    [Fact]
    public void A_removal_remembers_the_roles_and_one_who_was_there_before_is_forgotten_with_the_last_role()
    {
        var scene = Given.A<Mirror>(
            new CourseMirrored(1, "name:BIO", false, "Biology", 100),
            new MembersChanged(1, [new(4, MemberDeed.Enrolled, [5]), new(9, MemberDeed.RolesGiven, [3])], 2, 101));
        scene.When(new RecordMembers(2, [new(4, MemberDeed.Removed, []), new(9, MemberDeed.RolesTaken, [3])], 200))
            .Then(new MembersChanged(2, [new(4, MemberDeed.Removed, [5]), new(9, MemberDeed.RolesTaken, [3])], 0, 200));
        scene.State.Members.ShouldBeEmpty();
    }

    [Fact]
    public void Another_key_of_the_roster_does_not_change_who_created_the_course() => Given
        .A<Mirror>(new CourseMirrored(1, "name:BIO", true, "Biology", 100))
        .When(new RecordCourse(2, "id:B-1", false, "Biologie", 200))
        .Then(new CourseMirrored(2, "id:B-1", true, "Biology", 200));

    [Fact]
    public void Its_row_counts_members_and_names_the_runs_that_touched_it()
    {
        var scene = Given.No<Mirror>().When(
            new RecordCourse(1, "name:BIO", true, "Biology", 100),
            new RecordMembers(1, [new(4, MemberDeed.Enrolled, [5]), new(27, MemberDeed.Enrolled, [5])], 101),
            new RecordMembers(3, [new(4, MemberDeed.Removed, [5])], 300),
            new RecordLost(4, 400));
        var (_, row) = Fold.Rows<MirrorRow, MirrorRow>(Mirror.Id("campus", "registrar_2", 41), scene.Events).Single();
        (row.CourseId, row.Roster).ShouldBe((41, "registrar_2"));
        (row.CourseKey, row.Created, row.Lost, row.Members).ShouldBe(("name:BIO", true, true, 1));
        row.Runs.ShouldBe([1, 3, 4]);
    }
}
