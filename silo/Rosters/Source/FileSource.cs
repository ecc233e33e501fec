using MoodleGrains.Rosters;

namespace MoodleGrains.Silo.Rosters.Source;

/// <summary>Reads rosters from files of the silo's machine.</summary>
internal static class FileSource
{
    /// <summary>Reads one.</summary>
    /// <param name="source">Which.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Its bytes.</returns>
    /// <exception cref="SourceFailedException">It cannot be read.</exception>
    public static async Task<byte[]> ReadAsync(RosterSource source, CancellationToken cancellationToken)
    {
        var place = Place.Of(source);
        Look(place);
        try
        {
            await using var stream = new FileStream(place, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1, useAsync: true);
            return await LimitedRead.AllAsync(stream, place, source.MaxBytes, cancellationToken);
        }
        catch (UnauthorizedAccessException)
        {
            throw new SourceFailedException(place, "may not be read by the silo", "Give the silo's user the right to read it.");
        }
        catch (IOException failed)
        {
            throw new SourceFailedException(
                place,
                $"cannot be read ({failed.GetType().Name})",
                "Look whether the disk is there and whole.");
        }
    }

    /// <summary>Looks whether it is there.</summary>
    /// <param name="place">Its path.</param>
    /// <exception cref="SourceFailedException">It is not, or it is no ordinary file with something in it.</exception>
    public static void Look(string place)
    {
        if (Directory.Exists(place))
        {
            throw new SourceFailedException(place, "is a folder", "Write the path of a file on the silo's machine.");
        }

        var file = new FileInfo(place);
        if (!file.Exists)
        {
            throw new SourceFailedException(place, "is not there", "Write the path of a file on the silo's machine that its user can see.");
        }

        // A device or a pipe, which never ends or never begins, has no length either.
        if (file.Length == 0)
        {
            throw Empty(place);
        }
    }

    private static SourceFailedException Empty(string place) =>
        new(place, "is empty", "An empty roster is never applied; look at what writes it.");
}
