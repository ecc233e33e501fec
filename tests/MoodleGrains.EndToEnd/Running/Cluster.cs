using MoodleGrains.Silo.Tests;
using Npgsql;

namespace MoodleGrains.EndToEnd;

/// <summary>What a database tells of the silos on it.</summary>
internal static class Cluster
{
    /// <summary>How many silos are members, by what Orleans writes for their state: 3 is at work, 6 is dead.</summary>
    public static async Task<string> Members(this NpgsqlDataSource database) => string.Join(
        ", ", await database.Rows("select status, count(*) from orleans_silos group by status order by status"));

    /// <summary>Waits until silos are at work in the cluster, and each has its share of the inbox.</summary>
    public static async Task IsShared(this NpgsqlDataSource database, int silos)
    {
        await Eventually.Holds(
            async () => await database.Scalar<long>("select count(*) from orleans_silos where status = 3") == silos,
            $"{silos} silos were members");
        await Eventually.Holds(
            async () => await database.Scalar<long>("select count(distinct owner) from mg_leases where owner <> ''") == silos,
            $"{silos} silos had a share");
    }
}
