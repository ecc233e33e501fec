using System.Globalization;
using MoodleGrains.Silo.Database;
using MoodleGrains.Silo.Diagnostics;
using Npgsql;

namespace MoodleGrains.Silo.CommandLine.Doctor;

/// <summary>Whether the server lets enough connections in for two silos, so that one can take over from another.</summary>
internal static class ConnectionsCheck
{
    /// <summary>What commands, a person's psql and a backup take beside the silos.</summary>
    private const int Others = 5;

    private const int Wanted = (2 * Pools.PerSilo) + Others;

    private const string Limits = """
        select current_setting('max_connections')::integer - current_setting('superuser_reserved_connections')::integer
        """;

    internal static async Task<Finding> Run(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var ask = new NpgsqlCommand(Limits, connection);
        return Judge((int)(await ask.ExecuteScalarAsync(cancellationToken))!);
    }

    internal static Finding Judge(int allowed)
    {
        var found = string.Create(CultureInfo.InvariantCulture, $"{allowed} allowed, a silo takes {Pools.PerSilo} at most");
        var remedy = string.Create(
            CultureInfo.InvariantCulture,
            $"Two silos and the commands want {Wanted}: raise max_connections in postgresql.conf, and restart the server.");
        return allowed >= Wanted ? Finding.Good("connections", found) : Finding.Bad("connections", found, remedy);
    }
}
