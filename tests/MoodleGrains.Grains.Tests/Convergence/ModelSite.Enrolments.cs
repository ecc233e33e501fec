using MoodleGrains.Convergence;
using MoodleGrains.Courses;

namespace MoodleGrains.Grains.Tests.Convergence;

internal sealed partial class ModelSite
{
    private void Enrol()
    {
        if (Any(LiveCourses) is { } course && Any(LiveUsers) is { } user && course.Enrolments.Count(e => e.UserId == user.Id) < 2)
        {
            var enrolment = new ModelEnrolment { Id = ++ids, UserId = user.Id, Active = random.Next(4) > 0 };
            course.Enrolments.Add(enrolment);
            SayEnrolment(course, enrolment, EnrolmentChange.Created, Nosey() ? enrolment.Active : null, null);
            Give(course, user.Id, 5);
        }
    }

    private void Unenrol()
    {
        if (Any(LiveCourses.Where(c => c.Enrolments.Count > 0)) is { } course)
        {
            End(course, Any(course.Enrolments)!);
        }
    }

    private void End(ModelCourse course, ModelEnrolment enrolment)
    {
        course.Enrolments.Remove(enrolment);
        var last = course.Enrolments.All(e => e.UserId != enrolment.UserId);
        foreach (var role in course.Roles.Where(r => last && r.UserId == enrolment.UserId).ToList())
        {
            Take(course, role);
        }

        SayEnrolment(course, enrolment, EnrolmentChange.Deleted, null, fullKnowledge || random.Next(3) > 0 ? last : null);
    }

    private void ChangeEnrolment()
    {
        if (Any(LiveCourses.Where(c => c.Enrolments.Count > 0)) is { } course)
        {
            var enrolment = Any(course.Enrolments)!;
            enrolment.Active = Chance();
            SayEnrolment(course, enrolment, EnrolmentChange.Updated, fullKnowledge ? enrolment.Active : null, null);
        }
    }

    private void SayEnrolment(ModelCourse course, ModelEnrolment enrolment, EnrolmentChange change, bool? active, bool? last)
    {
        var rank = change switch
        {
            EnrolmentChange.Created => SourcePrecedence.Created,
            EnrolmentChange.Updated => SourcePrecedence.Updated,
            _ => SourcePrecedence.Deleted,
        };
        Say("course", course.Id, new ObserveEnrolment(
            enrolment.UserId, enrolment.Id, change, "manual", active, Now, 0, 0, last, Clock(rank)));
    }

    private void AssignRole()
    {
        if (Any(LiveCourses.Where(c => c.Enrolments.Count > 0)) is { } course)
        {
            Give(course, Any(course.Enrolments)!.UserId, 3 + random.Next(3));
        }
    }

    private void Give(ModelCourse course, long userId, long roleId)
    {
        // Another component may assign the same role once more.
        if (random.Next(5) == 0 || course.Roles.All(r => r.UserId != userId || r.RoleId != roleId))
        {
            var role = new ModelRole(++ids, userId, roleId);
            course.Roles.Add(role);
            Say("course", course.Id, new ObserveRole(userId, roleId, role.Id, true, Clock(SourcePrecedence.Created)));
        }
    }

    private void UnassignRole()
    {
        if (Any(LiveCourses.Where(c => c.Roles.Count > 0)) is { } course)
        {
            Take(course, Any(course.Roles)!);
        }
    }

    private void Take(ModelCourse course, ModelRole role)
    {
        course.Roles.Remove(role);
        Say("course", course.Id, new ObserveRole(role.UserId, role.RoleId, role.Id, false, Clock(SourcePrecedence.Deleted)));
    }
}
