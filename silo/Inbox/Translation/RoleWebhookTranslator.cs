using MoodleGrains.Courses;
using MoodleGrains.Silo.Inbox.Deliveries;
using MoodleGrains.Silo.Json;

namespace MoodleGrains.Silo.Inbox.Translation;

/// <summary>A role was given or taken. Only roles in a course are kept; those of the site, a category or an activity are not.</summary>
internal static class RoleWebhookTranslator
{
    private const long CourseLevel = 50;

    public static Translated Read(WebhookPayload payload)
    {
        // Without `other` (local_webhookengine leaves it out by default) the assignment has no id, and nothing safe can be said.
        if (MoodleJson.Number(payload.Event, "contextlevel"u8) != CourseLevel
            || payload.Other is not { } other
            || MoodleJson.Number(other, "id"u8) is not { } assignment)
        {
            return Translated.Nothing;
        }

        var user = payload.RelatedUserId;
        var course = payload.Envelope.CourseId ?? MoodleJson.Needed(payload.Event, "contextinstanceid"u8);
        return Translated.Of(
            payload.Grain("course", course),
            new ObserveRole(user, payload.ObjectId, assignment, !payload.Deleted, payload.Stamp),
            PersonIn.Of(payload, user));
    }
}
