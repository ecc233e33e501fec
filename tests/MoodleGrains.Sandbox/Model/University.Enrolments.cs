using MoodleGrains.Sandbox.Php;

namespace MoodleGrains.Sandbox.Model;

public sealed partial class University
{
    /// <summary>The roles a course gives, as Moodle numbers them.</summary>
    public const long EditingTeacher = 3, Teacher = 4, Student = 5;

    /// <summary>
    /// Enrols a user by hand, with a role. Who is enrolled already gets the role, and the new status and window if they differ.
    /// </summary>
    /// <param name="courseId">The course.</param>
    /// <param name="userId">Who.</param>
    /// <param name="roleId">The role.</param>
    /// <param name="timeStart">Start of the window, Unix seconds, 0 for none.</param>
    /// <param name="timeEnd">End of the window, Unix seconds, 0 for none.</param>
    /// <param name="suspended">Whether it starts suspended.</param>
    /// <exception cref="MoodleFaultException">Course or user are unknown, or the course has no manual enrolment.</exception>
    public void Enrol(long courseId, long userId, long roleId = Student, long timeStart = 0, long timeEnd = 0, bool suspended = false)
    {
        var course = CourseOr(courseId);
        UserOr(userId);
        var (method, instance) = (Manual, ManualInstance(courseId));
        if (enrolments.Of(courseId, userId).Find(e => e.EnrolId == instance) is { } there)
        {
            ChangeEnrolment(there, e => e with { TimeStart = timeStart, TimeEnd = timeEnd, Suspended = suspended });
        }
        else
        {
            var row = new Enrolment(
                Ids.Next("user_enrolments"), courseId, userId, method, instance, suspended, timeStart, timeEnd, Actor, Now, Now);
            enrolments.Add(row);
            Fire(EventKind.EnrolmentCreated, row.Id, course.Context, Text(userId), new() { ["enrol"] = method }, row.Row());
        }

        AssignRole(courseId, userId, roleId, Text(userId));
    }

    /// <summary>Suspends or reactivates a user's enrolments in a course. The event says only that something changed.</summary>
    /// <param name="courseId">The course.</param>
    /// <param name="userId">Who.</param>
    /// <param name="suspended">Whether they shall be suspended.</param>
    public void Suspend(long courseId, long userId, bool suspended = true)
    {
        foreach (var enrolment in enrolments.Of(courseId, userId))
        {
            ChangeEnrolment(enrolment, e => e with { Suspended = suspended });
        }
    }

    /// <summary>Takes a user out of a course, roles first. Who is not enrolled stays so, without an error.</summary>
    /// <param name="courseId">The course.</param>
    /// <param name="userId">Who.</param>
    /// <exception cref="MoodleFaultException">nosey is unpatched: nobody is taken out.</exception>
    public void Unenrol(long courseId, long userId)
    {
        CourseOr(courseId);
        var all = enrolments.Of(courseId, userId);
        if (NoseyUnpatched && all.Count > 0)
        {
            throw MoodleFaultException.NoseyTypeError();
        }

        all.ForEach(Remove);
    }

    /// <summary>Gives a user a role in a course, enrolled or not.</summary>
    /// <param name="courseId">The course.</param>
    /// <param name="userId">Who.</param>
    /// <param name="roleId">The role.</param>
    public void AssignRole(long courseId, long userId, long roleId) => AssignRole(courseId, userId, roleId, userId);

    /// <summary>Takes a role.</summary>
    /// <param name="courseId">The course.</param>
    /// <param name="userId">Whose.</param>
    /// <param name="roleId">The role.</param>
    public void UnassignRole(long courseId, long userId, long roleId)
    {
        foreach (var role in roles.Of(courseId, userId).Where(r => r.RoleId == roleId))
        {
            Remove(role);
        }
    }

    private void AssignRole(long courseId, long userId, long roleId, object related)
    {
        var context = CourseOr(courseId).Context;
        if (roles.Of(courseId, userId).Exists(r => r.RoleId == roleId))
        {
            return;
        }

        var role = new RoleAssignment(Ids.Next("role_assignments"), roleId, courseId, userId);
        roles.Add(role);
        Fire(EventKind.RoleAssigned, roleId, context, related, RoleOther(role.Id, 0L));
    }

    private void ChangeEnrolment(Enrolment old, Func<Enrolment, Enrolment> change)
    {
        var changed = change(old);
        if (changed == old)
        {
            return;
        }

        changed = changed with { ModifierId = Actor, TimeModified = Now };
        enrolments.Remove(old);
        enrolments.Add(changed);
        Fire(
            EventKind.EnrolmentUpdated,
            Text(old.Id),
            courses[old.CourseId].Context,
            Text(old.UserId),
            new() { ["enrol"] = old.Method },
            changed.Row());
    }

    private void Remove(Enrolment enrolment)
    {
        enrolments.Remove(enrolment);
        var last = enrolments.Of(enrolment.CourseId, enrolment.UserId).Count == 0;
        if (last)
        {
            roles.Of(enrolment.CourseId, enrolment.UserId).ForEach(Remove);
        }

        var row = enrolment.Row();
        row["courseid"] = Text(enrolment.CourseId);
        row["enrol"] = enrolment.Method;
        row["lastenrol"] = last;
        var other = new PhpMap { ["userenrolment"] = row, ["enrol"] = enrolment.Method };
        Fire(EventKind.EnrolmentDeleted, Text(enrolment.Id), courses[enrolment.CourseId].Context, Text(enrolment.UserId), other);
    }

    private void Remove(RoleAssignment role)
    {
        roles.Remove(role);
        var context = courses[role.CourseId].Context;
        Fire(EventKind.RoleUnassigned, Text(role.RoleId), context, Text(role.UserId), RoleOther(Text(role.Id), "0"));
    }

    private static PhpMap RoleOther(object id, object itemId) => new() { ["id"] = id, ["component"] = "", ["itemid"] = itemId };
}
