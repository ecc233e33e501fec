using MoodleGrains.Sandbox.Php;

namespace MoodleGrains.Sandbox.Model;

public sealed partial class University
{
    /// <summary>
    /// A user ticks an activity as complete, or takes the tick back. Where it is the last one the course asks for, the course is
    /// completed too, and that is told first.
    /// </summary>
    /// <param name="moduleId">The course module.</param>
    /// <param name="userId">Who.</param>
    /// <param name="complete">Whether it is complete.</param>
    public void Complete(long moduleId, long userId, bool complete = true)
    {
        var activity = ActivityOr(moduleId);
        UserOr(userId);
        var id = moduleCompletions.GetValueOrDefault((moduleId, userId))?.Id ?? Ids.Next("course_modules_completion");
        var row = new ModuleCompletion(id, moduleId, userId, complete ? 1 : 0, Now);
        moduleCompletions[(moduleId, userId)] = row;
        var actor = Text(userId);
        if (complete && IsComplete(activity.CourseId, userId))
        {
            CompleteCourse(activity.CourseId, userId, userId);
        }

        var other = new PhpMap { ["relateduserid"] = actor, ["overrideby"] = null, ["completionstate"] = row.State };
        Fire(EventKind.ModuleCompletionUpdated, id, activity.Context, actor, other, row.Row(), actor);
    }

    /// <summary>A course counts as completed for a user, as by the command-line cron.</summary>
    /// <param name="courseId">The course.</param>
    /// <param name="userId">Who completed it.</param>
    /// <param name="actor">Who acts; null for the one acting now.</param>
    /// <param name="completedAt">Unix seconds; null for now.</param>
    public void CompleteCourse(long courseId, long userId, long? actor = null, long? completedAt = null)
    {
        var course = CourseOr(courseId);
        var row = new CourseCompletion(Ids.Next("course_completions"), courseId, userId, completedAt ?? Now);
        courseCompletions[(courseId, userId)] = row;
        var related = Text(userId);
        var other = new PhpMap { ["relateduserid"] = related };
        Fire(EventKind.CourseCompleted, Text(row.Id), course.Context, related, other, row.Row(), Text(actor ?? Actor));
        other = new PhpMap { ["courseid"] = Text(courseId) };
        Fire(EventKind.NotificationSent, Ids.Next("notifications"), MoodleContext.Site, related, other, actor: 0L);
    }

    private bool IsComplete(long courseId, long userId)
    {
        var asked = activities.Values.Where(a => a.CourseId == courseId && a.TracksCompletion).ToList();
        return asked.Count > 0 && !courseCompletions.ContainsKey((courseId, userId)) &&
            asked.TrueForAll(a => moduleCompletions.GetValueOrDefault((a.Id, userId))?.State == 1);
    }
}
