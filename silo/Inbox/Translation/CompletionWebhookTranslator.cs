using MoodleGrains.Silo.Inbox.Deliveries;
using MoodleGrains.Silo.Json;
using MoodleGrains.Users;

namespace MoodleGrains.Silo.Inbox.Translation;

/// <summary>Somebody completed, or no longer completes, an activity or a course.</summary>
internal static class CompletionWebhookTranslator
{
    private const int Incomplete = 0;
    private const int Complete = 1;

    /// <summary>An activity; the event is the same for completing and for uncompleting, only the state tells.</summary>
    public static Translated ReadActivity(WebhookPayload payload)
    {
        var source = payload.Row ?? payload.Other;
        if (source is not { } told || MoodleJson.Number(told, "completionstate"u8) is not { } state)
        {
            // local_webhookengine leaves `other` out by default; then the state is not told.
            return Translated.Nothing;
        }

        var user = payload.RelatedUserId;
        // Moodle writes the row and fires the event at once, so the event's time stands in where the row did not come along.
        var at = (payload.Row is { } row ? MoodleJson.Modified(row) : null) ?? payload.Envelope.Told;
        return Translated.Of(
            payload.Grain("user", user),
            new ObserveCompletion(
                payload.CourseId,
                MoodleJson.Needed(payload.Event, "contextinstanceid"u8),
                (int)state,
                state == Incomplete ? null : at,
                payload.Stamp),
            PersonIn.Of(payload, user));
    }

    /// <summary>A course. Its time may lie before the event (cron sums up later), so only nosey's row tells it.</summary>
    public static Translated ReadCourse(WebhookPayload payload)
    {
        var user = payload.RelatedUserId;
        return Translated.Of(
            payload.Grain("user", user),
            new ObserveCompletion(
                payload.CourseId,
                CourseModuleId: null,
                Complete,
                payload.Row is { } row ? MoodleJson.Time(row, "timecompleted"u8) : null,
                payload.Stamp),
            PersonIn.Of(payload, user));
    }
}
