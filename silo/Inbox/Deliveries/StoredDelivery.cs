using MoodleGrains.ClientApi.Hooks;

namespace MoodleGrains.Silo.Inbox.Deliveries;

/// <summary>A delivery with its place in the inbox, on its way to the grains.</summary>
public sealed record StoredDelivery : Received
{
    /// <summary>Gives a delivery its place.</summary>
    /// <param name="position">The place.</param>
    /// <param name="received">The delivery.</param>
    public StoredDelivery(long position, Received received)
        : base(received) => Position = position;

    /// <summary>Its place in the inbox.</summary>
    public long Position { get; }
}
