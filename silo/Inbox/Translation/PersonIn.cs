using MoodleGrains.Convergence;
using MoodleGrains.Silo.Moodle;
using MoodleGrains.Users;

namespace MoodleGrains.Silo.Inbox.Translation;

/// <summary>
/// The person that local_webhookengine may add to an event: <c>user</c> did it, <c>relateduser</c> (left out where the
/// same) is whom it concerns. The plugin reads it when it sends, through a cache that lives as long as the cron process:
/// it may be older than the event. Marked as damaged it fills what is unknown and never replaces what is exact.
/// </summary>
internal static class PersonIn
{
    public static ObservedPerson? Of(in WebhookPayload telling, long user)
    {
        if (telling.Delivery.Shape != "local_webhookengine")
        {
            return null;
        }

        var person = MoodleJson.Map(telling.Body, "relateduser"u8) ?? MoodleJson.Map(telling.Body, "user"u8);
        if (person is not { } told
            || MoodleJson.Number(told, "id"u8) != user
            || MoodleJson.Flag(told, "deleted"u8) == true)
        {
            return null;
        }

        var (first, last) = (MoodleJson.Word(told, "firstname"u8), MoodleJson.Word(told, "lastname"u8));
        return new ObservedPerson(
            user,
            Stale(MoodleJson.Word(told, "username"u8)),
            first is null && last is null ? null : Stale($"{first} {last}".Trim()),
            Stale(MoodleJson.Word(told, "email"u8)),
            IdNumber: null,
            telling.Stamp);
    }

    private static Observed<string>? Stale(string? text) => text is null ? (Observed<string>?)null : new Observed<string>(text, Damaged: true) { Stale = true };
}
