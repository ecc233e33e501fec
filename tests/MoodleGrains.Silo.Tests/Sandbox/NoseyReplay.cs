using MoodleGrains.Sandbox.Model;
using MoodleGrains.Sandbox.Plugins;
using MoodleGrains.Sandbox.Scenarios;

namespace MoodleGrains.Silo.Tests.Sandbox;

/// <summary>The 46 recorded deliveries of nosey, done again in the sandbox with the same ids and times.</summary>
internal sealed class NoseyReplay
{
    private readonly ExampleAcademy academy = new();
    private readonly Nosey nosey;

    private NoseyReplay() => nosey = new(academy.University);

    private University Moodle => academy.University;

    private List<HookPost> Sent { get; } = [];

    public static IReadOnlyList<HookPost> Run()
    {
        var replay = new NoseyReplay();
        replay.AsPublished();
        replay.Mended();
        replay.LeftBehind();
        replay.Later();
        return replay.Sent;
    }

    private void At(long time, params ReadOnlySpan<Action<University>> doings)
    {
        academy.Clock.Set(time);
        foreach (var doing in doings)
        {
            doing(Moodle);
            Sent.AddRange(Moodle.TakeEvents().Select(nosey.Post).OfType<HookPost>());
        }
    }

    private void AsPublished()
    {
        Moodle.NoseyUnpatched = true;
        Moodle.Ids.Skip("course_categories", 6);
        Moodle.Ids.Skip("context", 54);
        Moodle.Ids.Skip("course", 12);
        Moodle.Ids.Skip("enrol", 31);
        At(
            1795255467,
            m => m.CreateCategory("Temp unpatched ✨", "129", "<p>0012</p>"),
            m => m.UpdateCategory(6, "Temp renamed", "T1"),
            m => m.UpdateCategory(6, parentId: 3),
            m => m.CreateCourse(Temporary("7009", "Temporary course unpatched", "00042", 6)));
        At(
            1795255468,
            m => m.UpdateCourse(12, new() { FullName = "0x1A", ShortName = "3.10", Summary = "12345678901234567890", IdNumber = "+5" }),
            m => m.UpdateCourse(12, new() { Visible = false }),
            m => m.Enrol(12, 4),
            m => m.Enrol(12, 5),
            m => m.Enrol(12, 3),
            m => m.Enrol(12, 6),
            m => m.Suspend(12, 4),
            m => Should.Throw<MoodleFaultException>(() => m.Unenrol(12, 4)).PhpClass.ShouldBe("TypeError"));
        At(
            1795255469,
            m => m.Complete(11, 3),
            m => m.Complete(11, 3, false),
            m => m.Complete(11, 3),
            m => m.Complete(12, 3));
    }

    private void Mended()
    {
        Moodle.NoseyUnpatched = false;
        Moodle.Ids.Skip("context", 59);
        Moodle.Ids.Skip("course_completions", 3);
        At(
            1795255499,
            m => m.CreateCategory("Temp patched ✨", "127", "<p>0012</p>"),
            m => m.UpdateCategory(7, "2030", "1e3"),
            m => m.UpdateCategory(7, parentId: 3),
            m => m.CreateCourse(Temporary("7007", "Temporary course patched", "00043", 7)));
        At(
            1795255500,
            m => Should.Throw<MoodleFaultException>(() => m.UpdateCourse(13, new() { ShortName = "3.10" })).ErrorCode
                .ShouldBe("shortnametaken"),
            m => m.UpdateCourse(13, new() { Visible = false }),
            m => m.Enrol(13, 4),
            m => m.Enrol(13, 5),
            m => m.Enrol(13, 3),
            m => m.Enrol(13, 6),
            m => m.Suspend(13, 4),
            m => m.Unenrol(13, 4));
        At(
            1795255501,
            m => m.Complete(11, 4),
            m => m.Complete(11, 4, false),
            m => m.Complete(11, 4),
            m => m.Complete(12, 4));
        At(1795255502, m => m.CompleteCourse(7, 4));
        At(1795255503, m => m.DeleteCourse(13), m => m.DeleteCategory(7));
    }

    // A deletion failed while nosey was as published; it took one enrolment with it, and the rest went with the second try.
    private void LeftBehind()
    {
        Moodle.NoseyUnpatched = true;
        At(
            1795255571,
            m => Should.Throw<MoodleFaultException>(() => m.DeleteCategory(6)).PhpClass.ShouldBe("TypeError"),
            m => Should.Throw<MoodleFaultException>(() => m.DeleteCourse(12)).PhpClass.ShouldBe("TypeError"));
        Moodle.NoseyUnpatched = false;
        At(1795255572, m => m.DeleteCourse(12), m => m.DeleteCategory(6));
        At(1795255573, m => m.CompleteCourse(7, 13, completedAt: 1795255572));
    }

    private void Later()
    {
        Moodle.Ids.Skip("course", 16);
        Moodle.Ids.Skip("context", 76);
        At(1795255858, m => m.CreateCourse(new() { ShortName = "SEC-1", FullName = "Section lab", CategoryId = 1 }));
        Sent.RemoveAt(Sent.Count - 1);
        At(
            1795256377,
            m => Enumerable.Range(0, 7).ToList().ForEach(_ => m.AddSection(16)),
            m => m.UpdateCourse(16, new() { CategoryId = 3 }));
        Moodle.Ids.Skip("course_categories", 10);
        Moodle.Ids.Skip("context", 84);
        At(1795256666, m => m.CreateCategory("Empty one"));
        At(
            1795256667,
            m => m.CreateCourse(new() { ShortName = "EMPTY-1", FullName = "Nobody enrolled", CategoryId = 10 }),
            m => m.DeleteCourse(17),
            m => m.DeleteCategory(10));
    }

    private static CourseChange Temporary(string shortName, string fullName, string idNumber, long category) => new()
    {
        ShortName = shortName,
        FullName = fullName,
        IdNumber = idNumber,
        CategoryId = category,
        Summary = "<p>\"quoted\" \\ slash / and é</p>",
        StartDate = 1800000000,
        EndDate = 1810000000,
    };
}
