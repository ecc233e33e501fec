namespace MoodleGrains.Silo.Leases;

/// <summary>Which shard a grain's work belongs to. The same on every silo and in every build: progress is stored by shard.</summary>
internal static class Sharding
{
    /// <summary>Shards of the dispatcher and of the projections, each.</summary>
    public const int Shards = 8;

    /// <summary>The shard of a grain: FNV-1a over the id's characters.</summary>
    /// <param name="grain">The grain's id.</param>
    /// <returns>0 to <see cref="Shards"/> - 1.</returns>
    public static int Of(string grain)
    {
        var hash = 2166136261u;
        foreach (var c in grain)
        {
            hash = (hash ^ c) * 16777619u;
        }

        return (int)((hash ^ (hash >> 16)) % Shards);
    }
}
