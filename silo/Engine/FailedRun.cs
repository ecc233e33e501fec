namespace MoodleGrains.Silo.Engine;

/// <summary>The last run of the dispatcher in which a grain failed for a while: nothing more of it is taken.</summary>
internal sealed class FailedRun
{
    private long last;

    /// <summary>Whether a delivery belongs to it.</summary>
    /// <param name="delivery">The delivery.</param>
    /// <returns>True if it must not be taken.</returns>
    public bool Holds(Delivery delivery) => delivery.Run != 0 && delivery.Run == Volatile.Read(ref last);

    /// <summary>A delivery failed for a while.</summary>
    /// <param name="delivery">The delivery.</param>
    public void Add(Delivery delivery)
    {
        if (delivery.Run != 0)
        {
            Volatile.Write(ref last, delivery.Run);
        }
    }
}
