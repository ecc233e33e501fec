using MoodleGrains.Silo.Moodle;
using MoodleGrains.Users;

namespace MoodleGrains.Silo.Inbox.Translation;

/// <summary>Somebody completed, or no longer completes, an activity or a course.</summary>
internal static class CompletionWebhookTranslator
{
    private const int Incomplete = 0;
    private const int Complete = 1;

    /// <summary>An activity; the event is the same for completing and for uncompleting, only the state tells.</summary>
    public static Translated ReadActivity(in WebhookPayload telling)
    {
        var source = telling.Row ?? telling.Other;
        if (source is not { } told || MoodleJson.Number(told, "completionstate"u8) is not { } state)
        {
            // local_webhookengine leaves `other` out by default; then the state is not told.
            return Translated.Nothing;
        }

        var user = telling.RelatedUserId;
        // Moodle writes the row and fires the event at once, so the event's time stands in where the row did not come along.
        var at = (telling.Row is { } row ? MoodleJson.Modified(row) : null) ?? telling.Delivery.Told;
        return Translated.Of(
            telling.Grain("user", user),
            new ObserveCompletion(
                telling.CourseId,
                MoodleJson.Needed(telling.Event, "contextinstanceid"u8),
                (int)state,
                state == Incomplete ? null : at,
                telling.Stamp),
            PersonIn.Of(telling, user));
    }

    /// <summary>A course. Its time may lie before the event (cron sums up later), so only nosey's row tells it.</summary>
    public static Translated ReadCourse(in WebhookPayload telling)
    {
        var user = telling.RelatedUserId;
        return Translated.Of(
            telling.Grain("user", user),
            new ObserveCompletion(
                telling.CourseId,
                CourseModuleId: null,
                Complete,
                telling.Row is { } row ? MoodleJson.Time(row, "timecompleted"u8) : null,
                telling.Stamp),
            PersonIn.Of(telling, user));
    }
}
