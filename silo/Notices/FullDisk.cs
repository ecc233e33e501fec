using System.Globalization;
using Npgsql;

namespace MoodleGrains.Silo.Notices;

/// <summary>The disk of the private database, where less than a tenth or a gibibyte is free.</summary>
/// <param name="folder">The data folder; null where the database is another machine's.</param>
internal sealed class FullDisk(string? folder) : INoticeSource
{
    private const long Gibibyte = 1L << 30;

    /// <inheritdoc/>
    public string Kind => NoticeKinds.Disk;

    /// <summary>The condition, by what was measured. Pure.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="free">Bytes free.</param>
    /// <param name="size">Bytes in all.</param>
    /// <returns>The condition; null if there is room.</returns>
    public static Condition? Judge(string folder, long free, long size) => free >= Gibibyte && free >= size / 10
        ? null
        : new(
            "data",
            "silo doctor",
            string.Create(CultureInfo.InvariantCulture, $"{free / (double)Gibibyte:0.0} GiB"),
            string.Create(CultureInfo.InvariantCulture, $"{100.0 * free / Math.Max(size, 1):0}"),
            folder);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Condition>> FindAsync(NpgsqlDataSource database, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (folder is null)
        {
            return Task.FromResult<IReadOnlyList<Condition>>([]);
        }

        var drive = new DriveInfo(folder);
        return Task.FromResult<IReadOnlyList<Condition>>(
            Judge(folder, drive.AvailableFreeSpace, drive.TotalSize) is { } full ? [full] : []);
    }
}
