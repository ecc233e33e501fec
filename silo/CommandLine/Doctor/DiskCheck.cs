using System.Globalization;
using MoodleGrains.Silo.Diagnostics;
using Npgsql;

namespace MoodleGrains.Silo.CommandLine.Doctor;

/// <summary>For how long the disk will do, at the pace of the last seven days. What retention gives back is not counted in.</summary>
internal static class DiskCheck
{
    private const double FewestDays = 30;

    /// <param name="connection">The database.</param>
    /// <param name="measurable">Whether the tables of the log are there.</param>
    /// <param name="folder">The private database's folder; null if the database is another machine's.</param>
    /// <param name="cancellationToken">Stops the measuring.</param>
    internal static async Task<Finding> Run(
        NpgsqlConnection connection, bool measurable, string? folder, CancellationToken cancellationToken)
    {
        var aDay = measurable ? await BytesADay(connection, cancellationToken) : null;
        var growth = aDay is null ? "nothing was written in the last 7 days" : $"{Bytes(aDay.Value)} a day";
        if (folder is null)
        {
            return Finding.Good("disk", $"{growth}; the disk is the database server's, watch it there");
        }

        var free = new DriveInfo(folder).AvailableFreeSpace;
        return Judge(free, aDay, $"{Bytes(free)} free in {folder}, {growth}");
    }

    internal static Finding Judge(long free, double? bytesADay, string found)
    {
        if (bytesADay is not > 0)
        {
            return Finding.Good("disk", found);
        }

        var days = free / bytesADay.Value;
        found += string.Create(CultureInfo.InvariantCulture, $", {Math.Min(days, 9999):0} days left");
        return days >= FewestDays
            ? Finding.Good("disk", found)
            : Finding.Bad("disk", found, "Make the disk larger, or shorten the inbox's retention.");
    }

    private static async Task<double?> BytesADay(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var events = await Growth.BytesADay(connection, "mt_events", "seq_id", "timestamp", cancellationToken);
        var inbox = await Growth.BytesADay(connection, "mg_inbox", "position", "received_at", cancellationToken);
        return (events, inbox) is (null, null) ? null : (events ?? 0) + (inbox ?? 0);
    }

    private static string Bytes(double count)
    {
        string[] units = ["B", "KiB", "MiB", "GiB", "TiB"];
        var unit = 0;
        for (; count >= 1024 && unit < units.Length - 1; unit++)
        {
            count /= 1024;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{count:0.#} {units[unit]}");
    }
}
