using MoodleGrains.ClientApi.Hooks;
using MoodleGrains.ClientApi.Sites;
using MoodleGrains.Silo.CommandLine;
using MoodleGrains.Silo.Inbox;

namespace MoodleGrains.Silo.Hosting;

/// <summary>The inbox, for bodies from files: read and limited as at the edge, without a sender to authenticate.</summary>
internal sealed class ImportTarget(InboxWriter inbox, ConfiguredSites sites, IAsyncDisposable services) : IImportTarget
{
    /// <inheritdoc/>
    public BodyReading Read(string site, ReadOnlyMemory<byte> body)
    {
        var reading = WebhookBody.Read(body.Span);
        if (reading.Envelope is not { } envelope)
        {
            return new(null, false, reading.Problem!.ToString());
        }

        var known = sites.Find(site);
        var kinds = known?.Webhooks.Keep ?? KeptKinds.AllButReads;
        if (!kinds.Keeps(envelope.Event, envelope.Crud, envelope.UserId, known?.UserId))
        {
            return new(null, true, null);
        }

        return new(
            new(
                site,
                envelope.SenderId ?? DeliveryId.Of(site, body.Span),
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

    /// <inheritdoc/>
    public ValueTask<Receipt> Accept(Received received, CancellationToken cancellationToken) =>
        inbox.Accept(received, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await inbox.DisposeAsync();
        await services.DisposeAsync();
    }
}
