namespace MoodleGrains.Silo.Engine;

/// <summary>Bounds of the embedded engine.</summary>
/// <param name="MaxActivations">Activations kept in memory; the least recently used go first.</param>
/// <param name="IdleAfter">An activation that was not used this long goes.</param>
/// <param name="SnapshotEvery">Events between two snapshots of a grain.</param>
/// <param name="MaxBatch">Deliveries that one activation decides before it appends.</param>
internal sealed record EngineSettings(
    int MaxActivations = 200_000,
    TimeSpan? IdleAfter = null,
    int SnapshotEvery = 200,
    int MaxBatch = 128)
{
    /// <summary>Ten minutes, unless set.</summary>
    public TimeSpan Idle => IdleAfter ?? TimeSpan.FromMinutes(10);
}
