using System.Buffers;

namespace MoodleGrains.Silo.Rosters.Source;

/// <summary>Reads a stream to its end, or up to a limit.</summary>
internal static class LimitedRead
{
    private const int Piece = 64 * 1024;

    /// <summary>Reads it.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="place">Whose it is.</param>
    /// <param name="maxBytes">The most; not a byte more is kept.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The bytes.</returns>
    /// <exception cref="SourceFailedException">There are more.</exception>
    public static async Task<byte[]> AllAsync(Stream stream, string place, long maxBytes, CancellationToken cancellationToken)
    {
        var read = new ArrayBufferWriter<byte>();
        int count;
        while ((count = await stream.ReadAsync(read.GetMemory(Piece), cancellationToken)) > 0)
        {
            read.Advance(count);
            if (read.WrittenCount > maxBytes)
            {
                throw SourceWords.TooLarge(place, maxBytes);
            }
        }

        return read.WrittenSpan.ToArray();
    }
}
