using System.Globalization;
using System.Net;
using MoodleGrains.Silo.Diagnostics;
using Npgsql;

namespace MoodleGrains.Silo.Orleans;

/// <summary>Which silos share the database, and who else can reach the port at which they call each other.</summary>
/// <param name="settings">How this silo is reached.</param>
internal sealed class OrleansDoctor(OrleansSettings settings) : IDoctorCheck
{
    private const string Check = "silos";

    // Status 3 is active; one that did not say so for a while was killed.
    private const string Active = """
        select address || ':' || port from orleans_silos where status = 3 and alive_at > now() - interval '10 seconds' order by 1
        """;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Finding>> LookAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        List<string> silos = [];
        await using (var command = new NpgsqlCommand(Active, connection))
        {
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                silos.Add(reader.GetString(0));
            }
        }

        List<Finding> findings = [];
        if (silos.Count > 0)
        {
            findings.Add(Finding.Good(
                Check, string.Create(CultureInfo.InvariantCulture, $"{silos.Count} at work: {string.Join(", ", silos)}")));
        }

        if (!IPAddress.IsLoopback(settings.AdvertisedAddress))
        {
            findings.Add(Finding.Warned(
                Check,
                string.Create(CultureInfo.InvariantCulture, $"{settings.AdvertisedAddress}:{settings.Port} takes calls without a password"),
                "Let a firewall or a network policy keep everything but the other silos away from this port."));
        }

        return findings;
    }
}
