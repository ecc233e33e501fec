using System.Text.Json;
using MoodleGrains.Convergence;
using MoodleGrains.Courses;
using MoodleGrains.Silo.Inbox.Deliveries;
using MoodleGrains.Silo.Json;

namespace MoodleGrains.Silo.Inbox.Translation;

/// <summary>Somebody was enrolled, suspended, reactivated or unenrolled. Whom: <c>relateduserid</c>; <c>userid</c> did it.</summary>
internal static class EnrolmentWebhookTranslator
{
    public static Translated Read(WebhookPayload payload)
    {
        var user = payload.RelatedUserId;
        var last = payload.Deleted && payload.Other is { } other ? MoodleJson.Map(other, "userenrolment"u8) : null;
        var row = payload.Deleted ? null : payload.Row;
        var told = new ObserveEnrolment(
            user,
            payload.ObjectId,
            payload.Rank switch
            {
                SourcePrecedence.Created => EnrolmentChange.Created,
                SourcePrecedence.Deleted => EnrolmentChange.Deleted,
                _ => EnrolmentChange.Updated,
            },
            payload.Other is { } more ? MoodleJson.Word(more, "enrol"u8) : null,
            row is { } now ? Active(now, payload.Envelope.Told) : null,
            Since: row is { } made ? MoodleJson.Time(made, "timecreated"u8) : null,
            From: row is { } from ? MoodleJson.Time(from, "timestart"u8) : null,
            Until: row is { } until ? MoodleJson.Time(until, "timeend"u8) : null,
            WasLast: last is { } gone ? MoodleJson.Flag(gone, "lastenrol"u8) : null,
            payload.Stamp);
        return Translated.Of(payload.Grain("course", payload.CourseId), told, PersonIn.Of(payload, user));
    }

    private static bool? Active(JsonElement row, long at)
    {
        if (MoodleJson.Number(row, "status"u8) is not { } status)
        {
            return null;
        }

        var from = MoodleJson.Number(row, "timestart"u8) ?? 0;
        var until = MoodleJson.Number(row, "timeend"u8) ?? 0;
        return status == 0 && from <= at && (until == 0 || until > at);
    }
}
