
namespace MoodleGrains.Silo.Inbox.Deliveries;

/// <summary>Chooses what of deliveries is kept, where only a part of a site is.</summary>
internal interface IDeliveryScope
{
    /// <summary>Looks up what must be known to choose among some deliveries.</summary>
    /// <param name="deliveries">The deliveries.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The choice; null where all of these are kept.</returns>
    ValueTask<IDeliveryChoice?> ForAsync(IReadOnlyList<StoredDelivery> deliveries, CancellationToken cancellationToken);
}

/// <summary>What of some deliveries is kept.</summary>
internal interface IDeliveryChoice
{
    /// <summary>Whether something is to be read because of a delivery.</summary>
    /// <param name="delivery">The delivery.</param>
    /// <returns>True if so.</returns>
    bool IsFollowed(StoredDelivery delivery);

    /// <summary>What is kept of a delivery.</summary>
    /// <param name="delivery">The delivery.</param>
    /// <param name="told">What it tells.</param>
    /// <returns>What of it is kept.</returns>
    Translated Of(StoredDelivery delivery, Translated told);

    /// <summary>Whether a delivery stays in the inbox, where the feed and people's rereading find it.</summary>
    /// <param name="delivery">The delivery.</param>
    /// <param name="kept">What of it is kept.</param>
    /// <returns>False if nothing of it is to be kept.</returns>
    bool IsKept(StoredDelivery delivery, Translated kept);
}
