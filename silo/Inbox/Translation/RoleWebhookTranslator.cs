using MoodleGrains.Courses;
using MoodleGrains.Silo.Moodle;

namespace MoodleGrains.Silo.Inbox.Translation;

/// <summary>A role was given or taken. Only roles in a course are kept; those of the site, a category or an activity are not.</summary>
internal static class RoleWebhookTranslator
{
    private const long CourseLevel = 50;

    public static Translated Read(in WebhookPayload telling)
    {
        // Without `other` (local_webhookengine leaves it out by default) the assignment has no id, and nothing safe can be said.
        if (MoodleJson.Number(telling.Event, "contextlevel"u8) != CourseLevel
            || telling.Other is not { } other
            || MoodleJson.Number(other, "id"u8) is not { } assignment)
        {
            return Translated.Nothing;
        }

        var user = telling.RelatedUserId;
        var course = telling.Delivery.CourseId ?? MoodleJson.Needed(telling.Event, "contextinstanceid"u8);
        return Translated.Of(
            telling.Grain("course", course),
            new ObserveRole(user, telling.ObjectId, assignment, !telling.Deleted, telling.Stamp),
            PersonIn.Of(telling, user));
    }
}
