using MoodleGrains.Mirrors;
using MoodleGrains.Rosters;

namespace MoodleGrains.Grains.Tests.Rosters;

/// <summary>A small Moodle, which knows who made what, and the mirrors that a run tells of what it did.</summary>
internal sealed class ModelMoodle
{
    public static readonly IReadOnlyDictionary<string, long> RoleIds = new Dictionary<string, long>
    {
        ["editingteacher"] = 3,
        ["teacher"] = 4,
        ["student"] = 5,
    };

    private long lastCourse = 10;

    public SortedDictionary<long, ModelCourse> Courses { get; } = [];

    public Dictionary<string, long> Users { get; } = [];

    public Dictionary<long, List<IEvent>> Streams { get; } = [];

    /// <summary>Every wrong that was done to what is somebody else's.</summary>
    public List<string> Wrongs { get; } = [];

    public Dictionary<long, Mirror> Mirrors { get; } = [];

    public Mirror Of(long course) => Mirrors.GetValueOrDefault(course) ?? Mirror.Initial;

    public SiteNow Now() => new(
        [.. Courses.Values.Select(c => new CourseNow(c.Id, c.ShortName, c.FullName, c.IdNumber, 7, c.Visible))],
        [new(7, 0, "Courses", "")],
        Users,
        Courses.ToDictionary(c => c.Key, c => (IReadOnlyList<MemberNow>)
            [.. c.Value.Members.Select(m => new MemberNow(m.Key, m.Value.Active, [.. m.Value.Roles.Keys]))]),
        RoleIds);

    public ModelCourse Create(string shortName, string fullName, string idNumber = "")
    {
        var course = new ModelCourse { Id = ++lastCourse, ShortName = shortName, FullName = fullName, IdNumber = idNumber };
        Courses.Add(course.Id, course);
        return course;
    }

    /// <summary>Who holds what, as text, to be compared.</summary>
    public Dictionary<(long Course, long User), string> Held() => Courses.Values
        .SelectMany(c => c.Members.Select(m => ((c.Id, m.Key), m.Value.ToString())))
        .ToDictionary(held => held.Item1, held => held.Item2);

    public void Apply(RosterPlan plan, int run, RosterTerms terms)
    {
        foreach (var id in Mirrors.Keys.Where(id => !Courses.ContainsKey(id)).ToList())
        {
            Tell(id, new RecordLost(run, run));
        }

        var created = new Dictionary<string, long>();
        foreach (var item in plan.Items)
        {
            if (item.Action == PlanAction.CreateCourse)
            {
                var planned = item.Course!;
                Courses.Values.ShouldNotContain(c => c.ShortName == planned.ShortName, "look before create");
                var made = Create(planned.ShortName, planned.FullName, planned.IdNumber);
                (made.Visible, made.NamedByHand, made.ShownByHand) = (planned.Visible, false, false);
                created[item.CourseKey] = made.Id;
                Tell(made.Id, new RecordCourse(run, item.CourseKey, true, planned.FullName, run));
                continue;
            }

            var course = Courses[item.CourseId ?? created[item.CourseKey]];
            if (item.UserId is { } user)
            {
                Member(course, user, item, run);
            }
            else
            {
                Course(course, item, run, terms);
            }
        }
    }

    private void Course(ModelCourse course, PlanItem item, int run, RosterTerms terms)
    {
        var mirror = Of(course.Id);
        switch (item.Action)
        {
            case PlanAction.AdoptCourse:
                Tell(course.Id, new RecordCourse(run, item.CourseKey, false, course.FullName, run));
                if (mirror.Key is null)
                {
                    course.NamedByHand = false;
                }

                break;
            case PlanAction.RenameCourse:
                Wrong(course.NamedByHand && !terms.RenameEdited, $"{course.ShortName} was renamed by hand");
                Wrong(!mirror.Created && !terms.AdoptWholly, $"{course.ShortName} is not the roster's to rename");
                Tell(course.Id, new RecordName(run, course.FullName, item.Course!.FullName, run));
                (course.FullName, course.NamedByHand) = (item.Course!.FullName, false);
                break;
            case PlanAction.HideCourse or PlanAction.ShowCourse:
                var shows = item.Action == PlanAction.ShowCourse;
                Wrong(course.ShownByHand && (shows || mirror.Hidden), $"{course.ShortName} was shown or hidden by hand");
                Wrong(!mirror.Created && !terms.AdoptWholly && !shows, $"{course.ShortName} is not the roster's to hide");
                (course.Visible, course.ShownByHand) = (shows, false);
                Tell(course.Id, new RecordShown(run, shows, run));
                break;
            default:
                throw new InvalidOperationException($"{item.Action} is nothing for a course.");
        }
    }

    private void Member(ModelCourse course, long user, PlanItem item, int run)
    {
        var member = course.Members.GetValueOrDefault(user);
        var who = $"{item.Action} of user {user} in {course.ShortName}: ";
        Wrong(member is null != (item.Action == PlanAction.Enrol), who + "not as planned");
        var role = item.RoleId ?? 0;
        MemberDeed deed;
        IReadOnlyList<long> roles = [];
        switch (item.Action)
        {
            case PlanAction.Enrol:
                course.Members[user] = new() { Mine = true, Roles = { [role] = true } };
                (deed, roles) = (MemberDeed.Enrolled, [role]);
                break;
            case PlanAction.Reactivate:
                Wrong(member!.SuspendedByHand, who + "suspended by hand");
                member.Active = true;
                deed = MemberDeed.Reactivated;
                break;
            case PlanAction.Suspend:
                Wrong(!member!.Mine || member.ActiveByHand, who + "foreign");
                (member.Active, member.SuspendedByHand) = (false, false);
                deed = MemberDeed.Suspended;
                break;
            case PlanAction.Remove:
                Wrong(!member!.Mine || member.ActiveByHand || member.Roles.ContainsValue(false), who + "foreign");
                course.Members.Remove(user);
                (deed, roles) = (MemberDeed.Removed, [.. member.Roles.Keys]);
                break;
            case PlanAction.GiveRole:
                Wrong(!member!.Roles.TryAdd(role, true), who + "held already");
                (deed, roles) = (MemberDeed.RolesGiven, [role]);
                break;
            case PlanAction.TakeRole:
                Wrong(!member!.Roles.Remove(role, out var mine) || !mine, who + "foreign role");
                (deed, roles) = (MemberDeed.RolesTaken, [role]);
                break;
            default:
                throw new InvalidOperationException($"{item.Action} is nothing for a user.");
        }

        Tell(course.Id, new RecordMembers(run, [new(user, deed, roles)], run));
    }

    private void Tell(long course, ICommand command)
    {
        var events = Mirror.Decide(Of(course), command).Events;
        if (!Streams.TryGetValue(course, out var stream))
        {
            Streams[course] = stream = [];
        }

        stream.AddRange(events);
        Mirrors[course] = events.Aggregate(Of(course), Mirror.Evolve);

        // A run that was killed tells it again.
        Mirror.Decide(Of(course), command).Events.ShouldBeEmpty();
    }

    private void Wrong(bool wrong, string what)
    {
        if (wrong)
        {
            Wrongs.Add(what);
        }
    }
}
