namespace MoodleGrains.Silo.Inbox.Deliveries;

/// <summary>What has to be read from Moodle because of a delivery; it is written together with the dispatcher's progress.</summary>
internal interface IDeliveryHints
{
    /// <summary>The readings that follow from a delivery.</summary>
    /// <param name="payload">The delivery.</param>
    /// <param name="now">Now, Unix seconds.</param>
    /// <returns>The effects; none for most.</returns>
    IReadOnlyList<Effect> Of(WebhookPayload payload, long now);
}
