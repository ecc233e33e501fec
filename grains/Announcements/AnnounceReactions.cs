using System.Globalization;
using MoodleGrains.Categories;
using MoodleGrains.Conferences;
using MoodleGrains.Courses;
using MoodleGrains.Rules;

namespace MoodleGrains.Announcements;

/// <summary>
/// What changes what is wanted: conferences, the courses and categories they are in, rules. Many changes of one thing that wait are
/// one reconcile: each makes the waiting ones before it pointless.
/// </summary>
public sealed class AnnounceReactions : IReaction
{
    /// <inheritdoc/>
    public static IReadOnlyList<Effect> React(RecordedEvent recorded) => recorded.Event switch
    {
        ConferenceCreated or ConferenceRenamed or ConferenceRescheduled or ConferenceHidden or ConferenceShown or ConferencePlaced
            or ConferenceStarted or ConferenceStopped or ConferenceSeriesFound or ConferenceDeleted => Announced(recorded, "conference"),
        CourseCreated or CourseRenamed or CourseMoved or CourseHidden or CourseShown or CourseDeleted => Announced(recorded, "course"),
        CategoryCreated or CategoryMoved or CategoryHidden or CategoryShown or CategoryDeleted => Announced(recorded, "category"),
        RulePut or RuleAdmitted or RuleApproved or RuleDeleted => Announced(recorded, "rule"),
        _ => [],
    };

    private static Effect[] Announced(RecordedEvent recorded, string scope)
    {
        var body = new ReconcileAnnouncements(recorded.Grain.Site, scope, recorded.Grain.Name);
        var key = body.Key();
        return [new(key, string.Create(CultureInfo.InvariantCulture, $"{key}/{recorded.Version}"), body, Supersedes: true)];
    }
}
