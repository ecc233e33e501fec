using MoodleGrains.ClientApi.Hooks;
using MoodleGrains.Convergence;
using MoodleGrains.Silo.Inbox.Deliveries;
using MoodleGrains.Silo.Json;
using MoodleGrains.Users;

namespace MoodleGrains.Silo.Inbox.Translation;

/// <summary>
/// The person that local_webhookengine may add to an event: <c>user</c> did it, <c>relateduser</c> (left out where the
/// same) is whom it concerns. The plugin reads it when it sends, through a cache that lives as long as the cron process:
/// it may be older than the event. Marked as damaged it fills what is unknown and never replaces what is exact.
/// </summary>
internal static class PersonIn
{
    public static ObservedPerson? Of(WebhookPayload payload, long user)
    {
        if (payload.Envelope.Shape != WebhookShape.Engine)
        {
            return null;
        }

        var person = MoodleJson.Map(payload.Body, "relateduser"u8) ?? MoodleJson.Map(payload.Body, "user"u8);
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
            payload.Stamp);
    }

    private static Observed<string>? Stale(string? text)
        => text is null ? (Observed<string>?)null : new Observed<string>(text, Damaged: true) { Stale = true };
}
