using MoodleGrains.Rosters;

namespace MoodleGrains.Grains.Tests.Rosters;

public sealed class RosterTermsTests
{
    private static readonly RosterTerms Terms = Some.Terms;
    private static readonly RosterSource Source = Terms.Source;

    public static TheoryData<RosterTerms, string> Wrong => new()
    {
        { Terms with { Source = Source with { Kind = "ftp" } }, "source.kind: 'ftp' is not known; give http or file." },
        { Terms with { Source = Source with { Format = "xml" } }, "source.format: 'xml' is not known; give json or csv." },
        {
            Terms with { Source = Source with { Address = "registrar/roster" } },
            "source.address: 'registrar/roster' is no http or https address; give it whole, as https://registrar.example/roster.json."
        },
        {
            Terms with { Source = Source with { Address = "ftp://ann:secret@registrar.example/roster" } },
            "source.address: '…@registrar.example/roster' is no http or https address; give it whole, as "
                + "https://registrar.example/roster.json."
        },
        {
            Terms with { Source = Source with { Address = "https://ann:secret@registrar.example/roster" } },
            "source.address: it holds a user or a password; leave them out and set Rosters:{name}:Username and Rosters:{name}:Password."
        },
        {
            Terms with { Source = Source with { Kind = RosterSource.File, Address = "rosters/a.csv" } },
            "source.address: 'rosters/a.csv' is no absolute path; give it from the root, as /srv/rosters/roster.csv."
        },
        {
            Terms with { Source = Source with { MaxBytes = 0 } },
            "source.maxBytes: 0 is not possible; give bytes from 1 to 1073741824 (1 GiB)."
        },
        {
            Terms with { Source = Source with { TimeoutSeconds = 3601 } },
            "source.timeoutSeconds: 3601 is not possible; give seconds from 1 to 3600 (an hour)."
        },
        { Terms with { MatchBy = "name" }, "matchBy: 'name' is not known; give username, idnumber or email." },
        {
            Terms with { Roles = [] },
            "roles: there are none, so that nobody could be enrolled; leave it out for the usual ones, or give words and roles."
        },
        {
            Terms with { Roles = [new("", "student"), new("tutor", " ")] },
            "roles[1].role: is missing; give the short name of a role of Moodle, or its number."
        },
        {
            Terms with { Roles = [new("Tutor", "teacher"), new(" tutor", "student")] },
            "roles[1].word: ' tutor' stands twice (blanks around it and capitals do not count); give each word once."
        },
        {
            Terms with { Category = "2026//Biology" },
            "category: '2026//Biology' is no category; give names joined by /, or idnumber: and a category's idnumber, or leave it out."
        },
        {
            Terms with { Category = "idnumber: " },
            "category: 'idnumber: ' is no category; give names joined by /, or idnumber: and a category's idnumber, or leave it out."
        },
        { Terms with { Template = " " }, "template: ' ' is no short name of a course; give one, or leave it out." },
        { Terms with { Removal = "delete" }, "removal: 'delete' is not known; give keep, suspend or remove." },
        { Terms with { Gone = "delete" }, "gone: 'delete' is not known; give keep or hide (a roster never deletes a course)." },
        {
            Terms with { Adopt = false, AdoptWholly = true },
            "adoptWholly: 'true' means nothing while adopt is false; set adopt to true, or leave adoptWholly out."
        },
        {
            Terms with { Schedule = new("30 2 * *", "Europe/Brussels") },
            "schedule.cron: '30 2 * *' has 4 fields, not five; give minute, hour, day of month, month and day of week, as 30 2 * * 1-5."
        },
        {
            Terms with { Schedule = new("30 24 * * *", "Europe/Brussels") },
            "schedule.cron: '30 24 * * *' has '24' for the hour, which is no number from 0 to 23, range or step; "
            + "give minute, hour, day of month, month and day of week, as 30 2 * * 1-5."
        },
        {
            Terms with { Schedule = new("30 2 * * 5-1", "Europe/Brussels") },
            "schedule.cron: '30 2 * * 5-1' has '5-1' for the day of week, which is no number from 0 to 7, range or step; "
            + "give minute, hour, day of month, month and day of week, as 30 2 * * 1-5."
        },
        { Terms with { Schedule = new("30 2 * * *", "") }, "schedule.zone: '' is no time zone; give one such as Europe/Brussels." },
        {
            Terms with { Brake = ChangeLimits.Default with { CoursePercent = 101 } },
            "brake.coursePercent: 101 is not possible; give a percentage from 0 to 100."
        },
        { Terms with { Brake = ChangeLimits.Default with { AllCount = 0 } }, "brake.allCount: 0 is not possible; give 1 or more." },
        {
            Terms with { Brake = ChangeLimits.Default with { RenamePercent = 101 } },
            "brake.renamePercent: 101 is not possible; give a percentage from 0 to 100."
        },
        {
            Terms with { Zone = "here; now" },
            "zone: 'here; now' is no time zone; give one such as Europe/Brussels, or leave it out for that of the site." },
        {
            Terms with { Raised = [new("2026-9-14", "2026-09-27", ChangeLimits.Default)] },
            "raised[0].from: '2026-9-14' is no day; give it as 2026-09-14."
        },
        {
            Terms with { Raised = [new("2026-09-14", "soon", ChangeLimits.Default)] },
            "raised[0].until: 'soon' is no day; give it as 2026-09-27."
        },
        {
            Terms with { Raised = [new("2026-09-14", "2026-09-13", ChangeLimits.Default)] },
            "raised[0].until: '2026-09-13' is before '2026-09-14'; give the last day, not before the first."
        },
        {
            Terms with { Raised = [new("2026-09-14", "2026-09-27", ChangeLimits.Default with { RolePercent = -1 })] },
            "raised[0].brake.rolePercent: -1 is not possible; give a percentage from 0 to 100."
        },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Wrong_terms_are_refused_with_field_value_and_remedy(RosterTerms terms, string fault)
    {
        RosterTermsChecks.Fault(terms).ShouldBe(fault);
        Roster.Decide(Roster.Initial, new PutRoster(terms, "ops", 1)).Refusal.ShouldBe(new("roster_invalid", fault));
    }

    [Theory]
    [InlineData("*/15 * * * *")]
    [InlineData("0,30 6-20/2 1 1,7 0")]
    [InlineData("5 4 * * 7")]
    public void Five_fields_of_numbers_ranges_lists_and_steps_are_a_schedule(string cron) =>
        RosterTermsChecks.Fault(Terms with { Schedule = new(cron, "Europe/Brussels") }).ShouldBeNull();

    [Fact]
    public void The_terms_read_back_what_they_wrote() => RosterTerms.FromJson(Terms.ToJson()).ShouldBe(Terms);

    [Fact]
    public void Terms_from_before_the_limit_of_renames_and_the_zone_have_the_usual_ones()
    {
        var old = (Terms with { Zone = null }).ToJson()
            .Replace(",\"renamePercent\":10,\"renameCount\":3", "", StringComparison.Ordinal);
        old.ShouldNotContain("renamePercent");
        var read = RosterTerms.FromJson(old);
        (read.Brake, read.Zone).ShouldBe((ChangeLimits.Default, null));
    }

    [Fact]
    public void A_limit_of_no_renames_at_all_outlives_a_snapshot()
    {
        var strict = Terms with { Brake = ChangeLimits.Default with { RenamePercent = 0 } };
        var roster = Given.A<Roster>(new RosterPut(1, strict, "ops", 1)).State;
        var snapshot = System.Text.Json.JsonSerializer.Serialize(roster, Roster.Snapshot);
        System.Text.Json.JsonSerializer.Deserialize(snapshot, Roster.Snapshot)!.Terms!.Brake.RenamePercent.ShouldBe(0);
    }
}
