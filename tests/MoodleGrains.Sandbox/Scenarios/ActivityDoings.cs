using System.Globalization;
using MoodleGrains.Sandbox.Model;

namespace MoodleGrains.Sandbox.Scenarios;

/// <summary>What may happen to conferences, other activities and the calendar. Each answers null where it is not possible now.</summary>
internal sealed class ActivityDoings(University university, Random random)
{
    private int serial;

    public IEnumerable<(int, Func<string?>)> All =>
    [
        (4, CreateConference), (4, ChangeConference), (1, ShowActivity), (1, DeleteActivity), (3, CreateExercise), (2, WriteCalendar),
    ];

    private IEnumerable<Course> Taught => university.Courses.Values.Where(c => c.Id != 1);

    private string? CreateConference()
    {
        if (random.Any(Taught) is not { } course)
        {
            return null;
        }

        var opens = random.Next(4) == 0 ? 0 : university.Now + (random.Next(1, 240) * 3600);
        var id = university.CreateConference(course.Id, $"{course.FullName}: seminar", opens, opens == 0 ? 0 : opens + 5400);
        return Invariant($"conference {id} is planned in course {course.Id}");
    }

    private string? ChangeConference()
    {
        if (random.Any(university.Activities.Values.Where(a => a.Module == Activity.Conference)) is not { } conference)
        {
            return null;
        }

        if (random.Next(2) == 0)
        {
            university.RenameActivity(conference.Id, Invariant($"Seminar {random.Next(1, 20)}"));
            return Invariant($"conference {conference.Id} is renamed");
        }

        university.UpdateConference(conference.Id, openingTime: university.Now + (random.Next(1, 240) * 3600));
        return Invariant($"conference {conference.Id} is moved");
    }

    private string? ShowActivity()
    {
        if (random.Any(university.Activities.Values) is not { } activity)
        {
            return null;
        }

        university.ShowActivity(activity.Id, !activity.Visible);
        return Invariant($"activity {activity.Id} is {(activity.Visible ? "hidden" : "shown")}");
    }

    private string? DeleteActivity()
    {
        if (random.Any(university.Activities.Values) is not { } activity)
        {
            return null;
        }

        university.DeleteActivity(activity.Id);
        return Invariant($"activity {activity.Id} is deleted");
    }

    private string? CreateExercise()
    {
        if (random.Any(Taught) is not { } course)
        {
            return null;
        }

        var id = university.CreateActivity(course.Id, "page", Invariant($"Exercise {++serial}"), tracksCompletion: true);
        return Invariant($"exercise {id} is added to course {course.Id}");
    }

    private string? WriteCalendar()
    {
        if (random.Any(Taught) is not { } course)
        {
            return null;
        }

        university.CreateCalendarEntry(course.Id, "Excursion 🚌", university.Now + 86_400);
        return Invariant($"an excursion is entered for course {course.Id}");
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
