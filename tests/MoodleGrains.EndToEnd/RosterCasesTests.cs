using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using MoodleGrains.Sandbox.Model;

namespace MoodleGrains.EndToEnd;

/// <summary>Rosters that similar tools got wrong, by the commands that a person types.</summary>
public sealed class RosterCasesTests(RosterOffice office) : IClassFixture<RosterOffice>
{
    [Fact]
    public async Task Idnumbers_with_capitals_are_found_as_they_are_written_and_otherwise()
    {
        await office.Put("c03", RosterOffice.Of("IDN-1", "S-77x", "000123"), new() { ["matchBy"] = "idnumber" });
        await office.Put("c03b", RosterOffice.Of("IDN-2", "s-77X"), new() { ["matchBy"] = "idnumber" });

        var said = await office.Roster("apply", "campus/c03", "--yes");
        var other = await office.Roster("apply", "campus/c03b", "--yes");

        (said.ExitCode, said.Error, other.ExitCode).ShouldBe((0, "", 0));
        (said.Out + other.Out).ShouldNotContain("missing in Moodle");
        office.In("IDN-1").ShouldBe(["dev.user01", "dev.user03"]);
        office.In("IDN-2").ShouldBe(["dev.user03"]);
        var report = await office.Roster("report", "campus/c03", "--csv", office.Written("c03.csv"));
        report.ExitCode.ShouldBe(0, report.Error);
        (await File.ReadAllLinesAsync(office.Written("c03.csv"))).ShouldHaveSingleItem().ShouldStartWith("username,");
    }

    [Fact]
    public async Task A_night_that_would_rename_every_course_waits_for_a_person()
    {
        const string night = """
            [{"shortname":"GEN-1","name":"Physique générale","participants":[]},{"shortname":"ALG-7","name":"Algèbre linéaire","participants":[]},
             {"shortname":"CHM-9","name":"Chimie: réactions","participants":[]}]
            """;
        await office.Put("c04", night, new() { ["automatic"] = true });
        (await office.Roster("apply", "campus/c04", "--yes")).ExitCode.ShouldBe(0);
        await office.Says("c04", night.Replace("é", "Ã©", StringComparison.Ordinal).Replace("è", "Ã¨", StringComparison.Ordinal));

        var said = await office.Roster("apply", "campus/c04", "--yes");

        said.ExitCode.ShouldBe(3, said.Error);
        said.Out.ShouldContain(
            "Brake: 3 of 3 courses would be renamed: name:ALG-7, name:CHM-9, name:GEN-1 (the brake: more than 10 % and at least 3).");
        said.Out.ShouldContain("silo roster approve campus/c04");
        office.Course("ALG-7").FullName.ShouldBe("Algèbre linéaire");
        (await office.Roster("cancel", "campus/c04")).ExitCode.ShouldBe(0);
    }

    [Theory]
    [InlineData("c09", "PHY-109", null, "2027-01-11T00:00:00-05:00", "2027-06-30T00:00:00-04:00")]
    [InlineData("c09b", "PHY-110", "Asia/Tokyo", "2027-01-11T00:00:00+09:00", "2027-06-30T00:00:00+09:00")]
    public async Task Dates_are_those_of_the_sites_clocks_unless_the_roster_has_a_zone(
        string name,
        string shortName,
        string? zone,
        string begins,
        string ends)
    {
        await office.Put(
            name, $$"""[{"shortname":"{{shortName}}","name":"Date","startdate":"2027-01-11","enddate":"2027-06-30","participants":[]}]""",
            zone is null ? null : new() { ["zone"] = zone });

        var said = await office.Roster("apply", $"campus/{name}", "--yes");

        (said.ExitCode, said.Error).ShouldBe((0, ""));
        var course = office.Course(shortName);
        (course.StartDate, course.EndDate).ShouldBe((Unix(begins), Unix(ends)));
    }

    [Fact]
    public async Task A_zone_that_does_not_exist_is_refused_with_its_path()
    {
        var said = await office.TryPut("c09c", RosterOffice.Of("X"), new() { ["zone"] = "Mars/Olympus" });
        said.ExitCode.ShouldBe(2);
        said.Error.ShouldContain("$.rosters[0].zone: 'Mars/Olympus' is no time zone this machine knows");
    }

    [Fact]
    public async Task User_names_with_invisible_characters_and_decomposed_letters_are_found_and_told()
    {
        lock (office.Moodle.Gate)
        {
            office.Moodle.CreateUser("zo\u00eb.m\u00fcller", "Zo\u00eb", "M\u00fcller", "zoe@example.org");
        }

        await office.Put(
            "c14",
            RosterOffice.Of("PHY-106", "dev.user01\u200b", "\ufeffdev.user02", "\u202adev.user04\u202c", "zoe\u0308.mu\u0308ller"));

        var check = await office.Roster("check", "campus/c14");
        check.ExitCode.ShouldBe(0, check.Error);
        foreach (var codePoint in (string[])["U+200B", "U+FEFF", "U+202A", "U+0308"])
        {
            check.Out.ShouldContain(codePoint);
        }

        var said = await office.Roster("apply", "campus/c14", "--yes");
        said.ExitCode.ShouldBe(0, said.Error);
        said.Out.ShouldContain("0 errors, 4 warnings, 0 users missing in Moodle.");
        office.In("PHY-106").ShouldBe(["dev.user01", "dev.user02", "dev.user04", "zo\u00eb.m\u00fcller"]);
    }

    [Fact]
    public async Task An_address_that_two_users_have_is_an_error_and_no_missing_user_and_one_that_is_none_stops_nobody()
    {
        lock (office.Moodle.Gate)
        {
            office.Moodle.CreateUser("twin1", "Twin", "One", "shared@example.org");
            office.Moodle.CreateUser("twin2", "Twin", "Two", "shared@example.org");
        }

        await office.Put(
            "c15", RosterOffice.Of(
                "EML-1",
                "shared@example.org",
                "dev.user08+x@example.org",
                "dev.user05@example.org",
                "no address",
                "no@address@at.all"),
            new() { ["matchBy"] = "email" });

        var said = await office.Roster("apply", "campus/c15", "--yes");
        said.ExitCode.ShouldBe(0, said.Error);
        said.Out.ShouldContain("user_ambiguous");
        office.In("EML-1").ShouldBe(["dev.user05"]);
        (await office.Roster("report", "campus/c15", "--csv", office.Written("c15.csv"))).ExitCode.ShouldBe(0);
        (await File.ReadAllLinesAsync(office.Written("c15.csv"))).Skip(1).Select(line => line.Split(',')[0]).Order(StringComparer.Ordinal)
            .ShouldBe(["dev.user08+x@example.org", "no address", "no@address@at.all"]);
    }

    [Fact]
    public async Task A_course_that_differs_by_capitals_is_adopted_and_no_twin_is_created()
    {
        lock (office.Moodle.Gate)
        {
            office.Moodle.CreateCourse(new() { FullName = "Physics", ShortName = "PHY-101", CategoryId = 1 });
        }

        await office.Put("c16", """
            {"courses": [{"shortname": "phy-101", "name": "Physics for Engineers", "participants": [{"username": "dev.user01"}]},
              {"shortname": "NEW-1", "name": "New one", "participants": []}, {"shortname": "New-1", "name": "New two", "participants": []}]}
            """);

        var check = await office.Roster("check", "campus/c16");
        check.ExitCode.ShouldBe(1);
        check.Out.ShouldContain("The short name 'New-1' differs from 'NEW-1' ($.courses[1]) by capitals only");
        var said = await office.Roster("apply", "campus/c16", "--yes");
        said.ExitCode.ShouldBe(0, said.Error);
        said.Out.ShouldContain("The short name 'phy-101' differs from that of Moodle's course");
        office.In("PHY-101").ShouldBe(["dev.user01"]);
        lock (office.Moodle.Gate)
        {
            office.Moodle.Courses.Values.Select(course => course.ShortName)
                .ShouldNotContain(name => name == "phy-101" || name == "NEW-1" || name == "New-1");
        }
    }

    [Fact]
    public async Task A_plan_that_takes_a_run_back_names_whom_it_concerns()
    {
        lock (office.Moodle.Gate)
        {
            office.Moodle.CreateCourse(new() { FullName = "Undone", ShortName = "UND-1", CategoryId = 1 });
        }

        await office.Put("undone", RosterOffice.Of("UND-1", "dev.user06", "dev.user07"));
        (await office.Roster("apply", "campus/undone", "--yes")).ExitCode.ShouldBe(0);

        var said = await office.Roster("undo", "campus/undone", "1", "--dry-run");

        said.ExitCode.ShouldBe(0, said.Error);
        said.Out.ShouldContain("dev.user06");
        said.Out.ShouldContain("dev.user07");
        office.In("UND-1").Count.ShouldBe(2);
    }

    [Fact]
    public async Task Who_is_suspended_in_the_roster_before_they_were_ever_enrolled_is_told()
    {
        await office.Put("waits", JsonSerializer.Serialize(new[]
        {
            new { shortname = "SUS-1", name = "Suspended", participants = new[] { new { username = "dev.user08", status = "suspended" } } },
        }));

        var said = await office.Roster("plan", "campus/waits");

        said.ExitCode.ShouldBe(0, said.Error);
        said.Out.ShouldContain("suspended_not_enrolled");
        said.Out.ShouldContain("'dev.user08'");
    }

    private static long Unix(string time) => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture).ToUnixTimeSeconds();
}
