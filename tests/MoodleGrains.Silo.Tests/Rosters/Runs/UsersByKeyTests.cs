using MoodleGrains.Rosters;
using MoodleGrains.Silo.Rosters.Runs;
using MoodleGrains.Users;

namespace MoodleGrains.Silo.Tests.Rosters.Runs;

/// <summary>Whom the keys of a roster mean: a Moodle on PostgreSQL tells capitals apart, and one on MySQL does not.</summary>
public sealed class UsersByKeyTests
{
    [Theory]
    [InlineData("S-77x", "S-77x", true)]
    [InlineData("s-77X", "S-77x", true)]
    [InlineData("s-77X", "\u200bS-77x ", true)]
    [InlineData("zo\u00eb", "zoe\u0308", true)]
    [InlineData("S-77x", "S-78x", false)]
    public void An_idnumber_is_found_whatever_its_capitals_and_what_cannot_be_seen(string key, string stored, bool found) =>
        UsersByKey.Of(RosterTerms.ByIdNumber, [key], [Person(5, stored)]).Found.ShouldBe(found ? [new(key, 5)] : []);

    [Fact]
    public void The_exact_one_comes_first_and_whom_another_key_names_is_nobody_elses()
    {
        var users = UsersByKey.Of(
            RosterTerms.ByIdNumber,
            ["Ab", "aB", "cd"],
            [Person(5, "Ab"), Person(5, "Ab"), Person(6, "CD"), Person(7, "Cd")]);
        users.Found.ShouldBe([new("Ab", 5)]);
        users.Ambiguous.Select(one => $"{one.Key} {string.Join(',', one.Value)}").ShouldBe(["aB 5", "cd 6,7"]);
    }

    private static ObservedPerson Person(long id, string idNumber) => new(id, null, null, null, idNumber, new(null, 1, default));
}
