using System.Globalization;
using MoodleGrains.Silo.Diagnostics;
using MoodleGrains.Silo.PrivatePostgres;
using Npgsql;

namespace MoodleGrains.Silo.CommandLine.Doctor;

/// <summary>Whether the database is new enough, and its tables are those of this build.</summary>
internal static class DatabaseCheck
{
    internal static Finding Judge(Version server, int? version, int schemaVersion)
    {
        if (server.Major < PostgresBinaries.Oldest)
        {
            return Finding.Bad("database", $"PostgreSQL {server}", $"MoodleGrains needs PostgreSQL {PostgresBinaries.Oldest} or newer.");
        }

        return version switch
        {
            _ when version == schemaVersion => Finding.Good("database", $"PostgreSQL {server}, tables of version {version}"),
            null => Finding.Bad("database", $"PostgreSQL {server}, no tables yet", "Start 'silo serve' once; it makes them."),
            _ when version < schemaVersion => Finding.Bad(
                "database", $"PostgreSQL {server}, tables of version {version}",
                $"This build wants {schemaVersion}: start 'silo serve'; it upgrades them."),
            _ => Finding.Bad(
                "database", $"PostgreSQL {server}, tables of version {version}",
                $"This build knows {schemaVersion} only: run the newer build."),
        };
    }

    /// <summary>The version of the tables; null if there are none.</summary>
    internal static async Task<int?> Version(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var there = new NpgsqlCommand("select to_regclass('mg_migrations') is not null", connection);
        if (await there.ExecuteScalarAsync(cancellationToken) is not true)
        {
            return null;
        }

        await using var number = new NpgsqlCommand("select max(number) from mg_migrations", connection);
        return await number.ExecuteScalarAsync(cancellationToken) is { } found and not DBNull
            ? Convert.ToInt32(found, CultureInfo.InvariantCulture)
            : null;
    }
}
