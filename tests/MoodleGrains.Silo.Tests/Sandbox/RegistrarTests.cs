using System.Text.Json.Nodes;
using MoodleGrains.Sandbox.Rosters;

namespace MoodleGrains.Silo.Tests.Sandbox;

public sealed class RegistrarTests
{
    private static readonly string Sample = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Recorded/rosters/roster.json"));

    [Fact]
    public void Half_the_courses_are_left_out_and_the_others_as_they_were() =>
        Courses(RegistrarTrouble.HalfTheCourses).Select(course => (string)course["shortname"]!)
            .ShouldBe(["unique_field1", "unique_field3"]);

    [Fact]
    public void Where_roles_vanished_nobody_has_one_and_nobody_is_lost()
    {
        Names(RegistrarTrouble.RolesVanished).ShouldBe(Names(RegistrarTrouble.None));
        Courses(RegistrarTrouble.RolesVanished).SelectMany(course => course["participants"]!.AsArray())
            .ShouldAllBe(one => one!["roleid"] == null);
    }

    [Fact]
    public void Every_third_name_is_another_one()
    {
        var (right, wrong) = (Names(RegistrarTrouble.None), Names(RegistrarTrouble.NamesMistyped));

        right.Zip(wrong, (one, other) => one == other).ShouldBe(right.Select((_, place) => place % 3 != 2));
    }

    private static List<string> Names(RegistrarTrouble trouble) =>
        [.. Courses(trouble).SelectMany(course => course["participants"]!.AsArray()).Select(one => (string)one!["username"]!)];

    private static IEnumerable<JsonNode> Courses(RegistrarTrouble trouble) =>
        JsonNode.Parse(RosterFaults.Spoil(Sample, trouble))!["courses"]!.AsArray().Select(course => course!);
}
