using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using MoodleGrains.ClientApi.Calendar;

namespace MoodleGrains.ClientApi.Tests.Calendar;

public sealed class CalendarTextTests
{
    private static readonly CalendarEntry week1 = new(
        "conference-campus-41@6f1c0e52-0000-4000-8000-000000000001",
        3,
        Utc("2026-11-20T08:00:01Z"),
        "Week 1, introduction; part \\1",
        "Biologie générale",
        Utc("2026-11-21T09:30:00Z"),
        Utc("2026-11-21T11:00:00Z"),
        new("https://moodle.example/mod/bigbluebuttonbn/view.php?id=41"),
        Cancelled: false);

    [Fact]
    public void A_conference_is_written_as_this() => Text("campus", [5], week1).ShouldBe("""
        BEGIN:VCALENDAR
        VERSION:2.0
        PRODID:-//MoodleGrains//Conferences//EN
        CALSCALE:GREGORIAN
        METHOD:PUBLISH
        NAME:campus
        X-WR-CALNAME:campus
        REFRESH-INTERVAL;VALUE=DURATION:PT15M
        X-PUBLISHED-TTL:PT15M
        BEGIN:VEVENT
        UID:conference-campus-41@6f1c0e52-0000-4000-8000-000000000001
        DTSTAMP:20261120T080001Z
        LAST-MODIFIED:20261120T080001Z
        SEQUENCE:3
        STATUS:CONFIRMED
        DTSTART:20261121T093000Z
        DTEND:20261121T110000Z
        SUMMARY:Week 1\, introduction\; part \\1
        CATEGORIES:Biologie générale
        DESCRIPTION:Biologie générale\nhttps://moodle.example/mod/bigbluebuttonbn
         /view.php?id=41
        LOCATION:https://moodle.example/mod/bigbluebuttonbn/view.php?id=41
        URL:https://moodle.example/mod/bigbluebuttonbn/view.php?id=41
        BEGIN:VALARM
        ACTION:DISPLAY
        DESCRIPTION:Week 1\, introduction\; part \\1
        TRIGGER:-PT5M
        END:VALARM
        END:VEVENT
        END:VCALENDAR

        """.ReplaceLineEndings("\r\n"));

    [Fact]
    public void A_name_that_looks_like_a_tag_stays_a_name_for_those_who_read_descriptions_as_HTML()
    {
        var one = Read([5], week1 with { Name = "Q&A <b>", Course = "1 < 2 <a href=x>" }).All("VEVENT").Single();

        (one["SUMMARY"], one["CATEGORIES"]).ShouldBe(("Q&A <b>", "1 < 2 <a href=x>"));
        one["DESCRIPTION"]!.ShouldNotContain("<");
    }

    [Fact]
    public void Each_lead_time_is_an_alarm_of_its_own_and_what_is_cancelled_reminds_nobody()
    {
        var events = Read([1440, 5, 0], week1, week1 with { Uid = "other", Cancelled = true }).All("VEVENT").ToList();

        events[0].All("VALARM").Select(alarm => alarm["TRIGGER"]).ShouldBe(["-PT1440M", "-PT5M", "-PT0M"]);
        events[1].All("VALARM").ShouldBeEmpty();
        events[1]["STATUS"].ShouldBe("CANCELLED");
    }

    [Fact]
    public void A_calendar_without_conferences_is_still_one()
    {
        var calendar = Read([5]);

        calendar.All("VEVENT").ShouldBeEmpty();
        calendar["METHOD"].ShouldBe("PUBLISH");
    }

    [Fact]
    public void What_is_hidden_says_no_word_but_that_it_is_cancelled()
    {
        var hidden = Read([5], week1 with { Name = "", Course = "", Link = null, Cancelled = true }).All("VEVENT").Single();

        hidden.Properties.Select(one => one.Name).ShouldBe(["UID", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "STATUS", "DTSTART", "DTEND"]);
    }

    [Fact]
    public void Whatever_stands_in_names_the_calendar_keeps_to_the_grammar() =>
        Prop.ForAll(Hostile(), pair =>
        {
            var (name, course) = pair;
            var read = Read([5], week1 with { Name = name, Course = course }).All("VEVENT").Single();

            read["UID"].ShouldBe(week1.Uid);
            read["SEQUENCE"].ShouldBe("3");
            read.Properties.Count(one => one.Name == "URL").ShouldBe(1);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    /// <summary>
    /// Debian's python3-icalendar, a reader that others wrote; make test installs it. Its version 4.0.3 unescapes one kind after the other
    /// and so misreads a backslash before n, a comma or a semicolon: no name here has one.
    /// </summary>
    [Fact]
    public async Task Python_icalendar_reads_what_was_written()
    {
        const string program = """
            import icalendar, json, sys
            calendar = icalendar.Calendar.from_ical(sys.stdin.buffer.read())
            print(json.dumps({
                "name": str(calendar["X-WR-CALNAME"]), "method": str(calendar["METHOD"]),
                "events": [{
                    "uid": str(event["UID"]), "summary": str(event["SUMMARY"]), "description": str(event["DESCRIPTION"]),
                    "categories": str(event["CATEGORIES"].cats[0]), "url": str(event["URL"]), "location": str(event["LOCATION"]),
                    "status": str(event["STATUS"]), "sequence": int(event["SEQUENCE"]),
                    "start": event["DTSTART"].dt.isoformat(), "end": event["DTEND"].dt.isoformat(),
                    "stamp": event["DTSTAMP"].dt.isoformat(), "errors": [str(error) for error in event.errors],
                    "alarms": [alarm["TRIGGER"].dt.total_seconds() for alarm in event.walk("VALARM")],
                } for event in calendar.walk("VEVENT")],
            }))
            """;
        var names = new[] { week1.Name, "日本語の会議室 " + new string('é', 200), "BEGIN:VEVENT\r\nSUMMARY:no;,\"", "tab\tand \\ more", "👩‍🚀" };
        var entries = names.Select((name, place) => week1 with { Uid = $"e{place}", Name = name, Cancelled = place == 4 });

        var read = await Python(program, CalendarText.Write("Mine; and, yours", entries, [60, 5]));

        ((string)read["name"]!).ShouldBe("Mine; and, yours");
        ((string)read["method"]!).ShouldBe("PUBLISH");
        var events = read["events"]!.AsArray();
        events.Select(one => (string)one!["summary"]!).ShouldBe(names.Select(name => name.ReplaceLineEndings("\n")));
        events.Select(one => (string)one!["uid"]!).ShouldBe(["e0", "e1", "e2", "e3", "e4"]);
        var first = events[0]!;
        ((string)first["description"]!).ShouldBe($"{week1.Course}\n{week1.Link}");
        ((string)first["categories"]!).ShouldBe(week1.Course);
        ((string)first["url"]!).ShouldBe(week1.Link!.AbsoluteUri);
        ((string)first["location"]!).ShouldBe(week1.Link!.AbsoluteUri);
        ((string)first["status"]!).ShouldBe("CONFIRMED");
        ((long)first["sequence"]!).ShouldBe(3);
        ((string)first["start"]!).ShouldBe("2026-11-21T09:30:00+00:00");
        ((string)first["end"]!).ShouldBe("2026-11-21T11:00:00+00:00");
        ((string)first["stamp"]!).ShouldBe("2026-11-20T08:00:01+00:00");
        first["alarms"]!.AsArray().Select(one => (double)one!).ShouldBe([-3600, -300]);
        events.ShouldAllBe(one => one!["errors"]!.AsArray().Count == 0);
        ((string)events[4]!["status"]!).ShouldBe("CANCELLED");
    }

    private static IcsComponent Read(int[] leads, params CalendarEntry[] entries)
        => StrictIcs.Read(CalendarText.Write("campus", entries, leads).Span);

    private static string Text(string name, int[] leads, params CalendarEntry[] entries) =>
        Encoding.UTF8.GetString(CalendarText.Write(name, entries, leads).Span);

    private static Arbitrary<(string, string)> Hostile()
    {
        var text = Gen.Elements(
            "END:VEVENT\r\n",
            "\nURL:https://evil.example",
            "\\",
            ";",
            ",",
            "\0",
            "\ud800",
            "é",
            "x y",
            ":",
            "\"",
            new string('界', 30))
            .ArrayOf().Select(string.Concat);
        return Arb.From(from name in text from course in text select (name, course));
    }

    private static async Task<JsonNode> Python(string program, ReadOnlyMemory<byte> input)
    {
        using var python = Process.Start(new ProcessStartInfo("/usr/bin/python3", ["-c", program])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        await python.StandardInput.BaseStream.WriteAsync(input);
        python.StandardInput.Close();
        var (said, error) = (await python.StandardOutput.ReadToEndAsync(), await python.StandardError.ReadToEndAsync());
        await python.WaitForExitAsync();
        python.ExitCode.ShouldBe(0, $"deploy/setup/install-test-prerequisites.sh installs python3-icalendar where it is missing: {error}");
        return JsonNode.Parse(said)!;
    }

    private static DateTime Utc(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture).UtcDateTime;
}
