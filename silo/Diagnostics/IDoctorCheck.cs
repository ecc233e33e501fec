using Npgsql;

namespace MoodleGrains.Silo.Diagnostics;

/// <summary>What <c>silo doctor</c> asks of an outside system; each folder registers its own.</summary>
internal interface IDoctorCheck
{
    /// <summary>Looks at what the settings and the database name.</summary>
    /// <param name="connection">The database.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The findings; none where nothing is configured.</returns>
    Task<IReadOnlyList<Finding>> LookAsync(NpgsqlConnection connection, CancellationToken cancellationToken);
}
