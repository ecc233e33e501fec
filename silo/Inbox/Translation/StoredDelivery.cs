using MoodleGrains.ClientApi.Hooks;

namespace MoodleGrains.Silo.Inbox.Translation;

/// <summary>A delivery as it stands in the inbox, on its way to the grains.</summary>
/// <param name="Position">Its place in the inbox.</param>
/// <param name="Site">The slug of the site.</param>
/// <param name="DeliveryId">Its id: the sender's, or a hash of site and body.</param>
/// <param name="Shape">Which plugin: <c>nosey</c>, <c>local_webhooks</c> or <c>local_webhookengine</c>.</param>
/// <param name="Event">The event's name as Moodle writes it, <c>\core\event\course_updated</c>.</param>
/// <param name="Crud">One of c, r, u, d; <c>?</c> if the event did not say.</param>
/// <param name="Told">The event's <c>timecreated</c>, Unix seconds.</param>
/// <param name="CourseId">The event's course; null if none or 0.</param>
/// <param name="UserId">Who did it; null if none or 0.</param>
/// <param name="RelatedUserId">To whom; null if none or 0.</param>
/// <param name="ObjectId">The row it is about; null if none.</param>
/// <param name="Body">The body, UTF-8 JSON, tokens and keys cut out.</param>
/// <param name="TraceParent">The W3C trace context of the request, if it had one.</param>
/// <param name="Imported">Whether it came from a file.</param>
public sealed record StoredDelivery(
    long Position,
    string Site,
    string DeliveryId,
    string Shape,
    string Event,
    char Crud,
    long Told,
    long? CourseId,
    long? UserId,
    long? RelatedUserId,
    long? ObjectId,
    ReadOnlyMemory<byte> Body,
    string? TraceParent = null,
    bool Imported = false)
{
    /// <summary>What was received, as it stands in the inbox now.</summary>
    /// <param name="position">Its place.</param>
    /// <param name="received">What was received.</param>
    /// <returns>The delivery.</returns>
    public static StoredDelivery Of(long position, Received received) => new(
        position,
        received.Site,
        received.DeliveryId,
        received.Shape,
        received.Event,
        received.Crud,
        received.Told,
        received.CourseId,
        received.UserId,
        received.RelatedUserId,
        received.ObjectId,
        received.Body,
        received.TraceParent,
        received.Imported);
}
