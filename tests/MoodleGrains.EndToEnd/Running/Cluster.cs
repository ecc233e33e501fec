using MoodleGrains.Silo.Tests;
using Npgsql;

namespace MoodleGrains.EndToEnd;

/// <summary>What a database tells of the silos on it.</summary>
internal static class Cluster
{
    /// <summary>As Orleans writes it: a silo at work.</summary>
    public const int Active = 3;

    /// <summary>As Orleans writes it: a silo that left, or was declared dead.</summary>
    public const int Dead = 6;

    /// <summary>How a silo stands in the cluster, since its last start.</summary>
    public static Task<int> StatusOf(this NpgsqlDataSource database, TestSilo silo) => database.Scalar<int>($"""
        select status from orleans_silos where port in ({silo.Address.Port} + 10000, {silo.Address.Port} - 10000)
        order by generation desc limit 1
        """);

    /// <summary>Waits until silos are at work in the cluster, and each has its share of the inbox.</summary>
    public static async Task IsShared(this NpgsqlDataSource database, int silos)
    {
        await Eventually.Holds(
            async () => await database.Scalar<long>($"select count(*) from orleans_silos where status = {Active}") == silos,
            $"{silos} silos were members");
        await Eventually.Holds(
            async () => await database.Scalar<long>("select count(distinct owner) from mg_leases where owner <> ''") == silos,
            $"{silos} silos had a share");
    }
}
