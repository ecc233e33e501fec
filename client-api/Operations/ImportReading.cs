using MoodleGrains.ClientApi.Hooks;
using MoodleGrains.ClientApi.Sites;
using Site = MoodleGrains.ClientApi.Sites.Site;

namespace MoodleGrains.ClientApi.Operations;

/// <summary>What a body from a file is. Exactly one of these holds.</summary>
/// <param name="Received">It is a webhook to keep.</param>
/// <param name="NotKept">It is one of a kind that the site does not keep.</param>
/// <param name="Refusal">It is none; why, naming the field.</param>
public sealed record ImportReading(Received? Received, bool NotKept, string? Refusal)
{
    /// <summary>Reads a body as the webhook endpoint does, save who sent it.</summary>
    /// <param name="slug">The slug of the site.</param>
    /// <param name="site">The site; null if the configuration does not have it.</param>
    /// <param name="body">The body.</param>
    /// <returns>What it is.</returns>
    public static ImportReading Of(string slug, Site? site, ReadOnlyMemory<byte> body)
    {
        var reading = WebhookBody.Read(body.Span);
        if (reading.Envelope is not { } envelope)
        {
            return new(null, false, reading.Problem!.ToString());
        }

        var kinds = site?.Webhooks.Keep ?? KeptKinds.AllButReads;
        if (!kinds.Keeps(envelope.Event, envelope.Crud, envelope.UserId, site?.UserId))
        {
            return new(null, true, null);
        }

        return new(
            new(
                slug,
                envelope.SenderId ?? DeliveryId.Of(slug, body.Span),
                envelope.SenderId is not null,
                envelope.Shape,
                envelope.Event,
                envelope.Crud,
                envelope.Told,
                envelope.CourseId,
                envelope.UserId,
                envelope.RelatedUserId,
                envelope.ObjectId,
                reading.WithoutToken(body.Span),
                null,
                Imported: true),
            false,
            null);
    }
}
