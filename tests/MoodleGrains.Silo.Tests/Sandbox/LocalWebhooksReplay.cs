using System.Globalization;
using MoodleGrains.Sandbox.Model;
using MoodleGrains.Sandbox.Scenarios;

namespace MoodleGrains.Silo.Tests.Sandbox;

/// <summary>The recorded session with local_webhooks, done again in the sandbox with the same ids and times.</summary>
internal sealed class LocalWebhooksReplay
{
    private readonly ExampleAcademy academy = new();

    private University Moodle => academy.University;

    private List<MoodleEvent> Events { get; } = [];

    public static IReadOnlyList<MoodleEvent> Run()
    {
        var replay = new LocalWebhooksReplay();
        replay.PrepareIds();
        replay.UsersAndCourse();
        replay.Conference();
        replay.CalendarAndCompletion();
        replay.Deletions();
        return replay.Events;
    }

    private void At(long time, params ReadOnlySpan<Action<University>> doings)
    {
        academy.Clock.Set(1795255000 + time);
        foreach (var doing in doings)
        {
            doing(Moodle);
            Events.AddRange(Moodle.TakeEvents());
        }
    }

    private void PrepareIds()
    {
        foreach (var next in (string[])[
            "user 19", "context 66", "course_categories 9", "course 15", "course_sections 21", "enrol 40", "user_enrolments 31",
            "role_assignments 31", "event 9", "course_modules 28", "bigbluebuttonbn 6", "course_modules_completion 5",
            "course_completions 6", "notifications 12", "tool_recyclebin_category 6"])
        {
            var parts = next.Split(' ');
            Moodle.Ids.Skip(parts[0], long.Parse(parts[1], CultureInfo.InvariantCulture));
        }
    }

    private void UsersAndCourse()
    {
        At(
            620,
            m => m.CallWebService("core_user_create_users"),
            m => m.CreateUser("dev.extra2", "Extra", "Two", "extra2@example.org", "2e3"));
        At(
            621,
            m => m.CallWebService("core_user_update_users"),
            m => m.UpdateUser(19, u => u with { City = "Here" }),
            m => m.UpdateUser(19, u => u with { City = "There" }),
            m => m.CreateCategory("Hook cat ñ"),
            m => m.UpdateCategory(9, description: "changed"),
            m => m.CreateCourse(new() { ShortName = "9001", FullName = "Hook course “quotes”", IdNumber = "0.10", CategoryId = 9 }));
        At(
            622,
            m => m.UpdateCourse(15, new() { FullName = "Hook course 2", ShortName = "9002" }),
            m => m.UpdateCourse(15, new() { Visible = false }),
            m => m.UpdateCourse(15, new() { Visible = true }),
            m => m.Enrol(15, 19),
            m => m.Enrol(15, 15, University.EditingTeacher),
            m => m.Suspend(15, 19));
        At(623, m => m.AssignRole(15, 19, University.EditingTeacher), m => m.UnassignRole(15, 19, University.EditingTeacher));
    }

    private void Conference()
    {
        At(624, m => m.CreateConference(15, "Seminar & Q/A", 1795342020));
        At(
            625,
            m => m.UpdateConference(28, "Seminar moved", 1795428420),
            m => m.ShowActivity(28, false),
            m => m.DeleteActivity(28));
    }

    private void CalendarAndCompletion()
    {
        Moodle.Ids.Skip("event", 11);
        At(
            627,
            m => m.CreateCalendarEntry(15, "Excursion 🚌", 1795687620),
            m => m.RenameCalendarEntry(11, "Excursion moved"),
            m => m.DeleteCalendarEntry(11));
        At(
            628,
            m => m.CreateCalendarEntry(0, "Open day", 1796033220),
            m => m.Complete(11, 5),
            m => m.Complete(12, 5),
            m => m.AddSection(6));
    }

    private void Deletions()
    {
        At(629, m => m.Unenrol(15, 19), m => m.DeleteCourse(15));
        At(630, m => m.DeleteCategory(9), m => m.DeleteUser(19));
    }
}
