using MoodleGrains.Silo.Inbox.Deliveries;
using MoodleGrains.Silo.Json;
using MoodleGrains.Users;

namespace MoodleGrains.Silo.Inbox.Translation;

/// <summary>An account was made, changed or deleted. The events do not say what changed: a suspension is seen by a poll only.</summary>
internal static class UserWebhookTranslator
{
    public static Translated Read(WebhookPayload payload)
    {
        // user_password_updated has no objectid.
        var user = payload.Envelope.RelatedUserId ?? payload.ObjectId;
        var grain = payload.Grain("user", user);
        if (!payload.Deleted)
        {
            return Translated.Of(grain, new ObserveUser(Suspended: null, payload.Stamp), PersonIn.Of(payload, user));
        }

        var damaged = 0;
        var person = payload.Other is { } other
            ? new ObservedPerson(
                user,
                MoodleJson.Text(other, "username"u8, ref damaged),
                FullName: null,
                MoodleJson.Text(other, "email"u8, ref damaged),
                MoodleJson.Text(other, "idnumber"u8, ref damaged),
                payload.Stamp)
            : null;
        return Translated.Of(grain, new ObserveUserDeleted(payload.Stamp), person, damaged);
    }
}
