using MoodleGrains.Silo.Moodle;
using MoodleGrains.Users;

namespace MoodleGrains.Silo.Inbox.Translation;

/// <summary>An account was made, changed or deleted. The events do not say what changed: a suspension is seen by a poll only.</summary>
internal static class UserWebhookTranslator
{
    public static Translated Read(in WebhookPayload telling)
    {
        // user_password_updated has no objectid.
        var user = telling.Delivery.RelatedUserId ?? telling.ObjectId;
        var grain = telling.Grain("user", user);
        if (!telling.Deleted)
        {
            return Translated.Of(grain, new ObserveUser(Suspended: null, telling.Stamp), PersonIn.Of(telling, user));
        }

        var damaged = 0;
        var person = telling.Other is { } other
            ? new ObservedPerson(
                user,
                MoodleJson.Text(other, "username"u8, ref damaged),
                FullName: null,
                MoodleJson.Text(other, "email"u8, ref damaged),
                MoodleJson.Text(other, "idnumber"u8, ref damaged),
                telling.Stamp)
            : null;
        return Translated.Of(grain, new ObserveUserDeleted(telling.Stamp), person, damaged);
    }
}
