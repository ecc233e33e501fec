using MoodleGrains.Categories;
using MoodleGrains.Conferences;
using MoodleGrains.Convergence;
using MoodleGrains.Courses;
using MoodleGrains.Users;

namespace MoodleGrains.Grains.Tests.Convergence;

/// <summary>One thing the site said, and in which second.</summary>
internal sealed record Saying(long Second, StreamKey Grain, ICommand Command);

/// <summary>A small Moodle in memory. Each step changes something and says so in one of the shapes that plugins have.</summary>
internal sealed partial class ModelSite
{
    private static readonly string[] Texts =
    [
        "", "3.10", "3.1", "007", "7", "2030", "1e3", "Biology", "Größe",
        "<p>A summary that is longer than a digest</p>", "<p>Another long summary of the same length</p>",
    ];

    private readonly bool fullKnowledge;
    private long ids = 100;
    private Random random = new(0);

    /// <param name="fullKnowledge">True: every webhook carries the whole row, exactly. False: as the plugins really send.</param>
    public ModelSite(bool fullKnowledge)
    {
        this.fullKnowledge = fullKnowledge;
        for (var i = 0; i < 3; i++)
        {
            AddCourse();
            AddUser();
        }

        AddCategory();
        AddConference();
    }

    public long Now { get; private set; } = 1000;

    public List<Saying> Said { get; } = [];

    public Dictionary<long, ModelCourse> Courses { get; } = [];

    public Dictionary<long, ModelCategory> Categories { get; } = [];

    public Dictionary<long, ModelUser> Users { get; } = [];

    public Dictionary<long, ModelConference> Conferences { get; } = [];

    public void Step(int op)
    {
        random = new(op);
        Now += random.Next(3);
        switch (random.Next(24))
        {
            case 0: AddCourse(); break;
            case 1 or 2: ChangeCourse(); break;
            case 3: MoveCourseUntouched(); break;
            case 4: DeleteCourse(); break;
            case 5: AddCategory(); break;
            case 6 or 7: ChangeCategory(); break;
            case 8: DeleteCategory(); break;
            case 9: AddUser(); break;
            case 10: ChangeUser(); break;
            case 11: DeleteUser(); break;
            case 12 or 13 or 14: Enrol(); break;
            case 15 or 16: Unenrol(); break;
            case 17: ChangeEnrolment(); break;
            case 18: AssignRole(); break;
            case 19: UnassignRole(); break;
            case 20: Complete(); break;
            case 21: AddConference(); break;
            case 22: ChangeConference(); break;
            default: Poll(); break;
        }
    }

    /// <summary>In a later second everything is read once.</summary>
    public IReadOnlyList<Saying> PollAll()
    {
        Now++;
        var before = Said.Count;
        Poll();
        var polls = Said.Skip(before).ToList();
        Said.RemoveRange(before, polls.Count);
        return polls;
    }

    private void Poll()
    {
        if (fullKnowledge)
        {
            return;
        }

        var polled = new FieldVersion(null, Now, SourcePrecedence.Polled);
        var gone = new FieldVersion(null, Now, SourcePrecedence.Deleted);
        foreach (var course in Courses.Values)
        {
            if (course.Deleted)
            {
                Say("course", course.Id, new ObserveCourseDeleted(gone));
                continue;
            }

            Say("course", course.Id, new ObserveCourse(course.Fields(exact: true), polled with { Modified = course.Modified }));
            Say("course", course.Id, new ObserveParticipants(course.Participants(), polled));
        }

        foreach (var category in Categories.Values)
        {
            Say("category", category.Id, category.Deleted
                ? new ObserveCategoryDeleted(gone)
                : category.Told(true, polled with { Modified = category.Modified }));
        }

        foreach (var user in Users.Values)
        {
            Say("user", user.Id, user.Deleted ? new ObserveUserDeleted(gone) : new ObserveUser(user.Suspended, polled));
            foreach (var ((courseId, moduleId), state) in user.Deleted ? [] : user.Completions)
            {
                Say("user", user.Id, new ObserveCompletion(courseId, moduleId == 0 ? null : moduleId, state, null, polled));
            }
        }

        foreach (var conference in Conferences.Values)
        {
            Say("conference", conference.Id, conference.Deleted ? new ObserveConferenceDeleted(gone) : conference.Told(true, polled));
        }
    }

    private void Say(string kind, long id, ICommand command) => Said.Add(new(Now, StreamKey.For(kind, "campus", id), command));

    private string Text() => Texts[random.Next(Texts.Length)];

    private bool Chance() => random.Next(2) == 0;

    private bool Nosey() => fullKnowledge || Chance();

    private T? Any<T>(IEnumerable<T> some)
        where T : class
    {
        var all = some.ToList();
        return all.Count == 0 ? null : all[random.Next(all.Count)];
    }

    private FieldVersion Row(long modified, SourcePrecedence rank) => new(modified, Now, rank);

    private FieldVersion Clock(SourcePrecedence rank) => new(null, Now, rank);
}
