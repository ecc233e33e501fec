using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;

namespace MoodleGrains.Silo.Rosters.Source;

/// <summary>Unpacks bodies, up to a limit, and finds those that were cut: the framework's streams end silently where packed data do.</summary>
internal static class Unpacking
{
    /// <summary>What is asked for.</summary>
    public const string Known = "gzip, br";

    private const int Piece = 64 * 1024;

    // Header and trailer of gzip, RFC 1952, 2.3; its last four bytes are the length modulo 2^32.
    private const int ShortestGzip = 18;

    /// <summary>Unpacks a body.</summary>
    /// <param name="packed">The body.</param>
    /// <param name="encodings">How it is packed, in the order of packing.</param>
    /// <param name="place">Whose it is.</param>
    /// <param name="maxBytes">The most.</param>
    /// <returns>The bytes.</returns>
    /// <exception cref="SourceFailedException">It is damaged, too large, or packed as nobody asked for.</exception>
    public static byte[] Unpack(byte[] packed, IEnumerable<string> encodings, string place, long maxBytes) =>
        encodings.Reverse().Aggregate(packed, (body, encoding) => encoding.ToLowerInvariant() switch
        {
            "identity" => body,
            "gzip" or "x-gzip" => Gzip(body, place, maxBytes),
            "br" => Brotli(body, place, maxBytes),
            _ => throw new SourceFailedException(place, "is packed in a way that was not asked for", "Let the registrar's system send it plain, or as gzip."),
        });

    private static byte[] Gzip(byte[] packed, string place, long maxBytes)
    {
        if (packed.Length < ShortestGzip)
        {
            throw SourceWords.Cut(place);
        }

        var unpacked = new ArrayBufferWriter<byte>();
        try
        {
            using var stream = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
            int count;
            while ((count = stream.Read(unpacked.GetSpan(Piece))) > 0)
            {
                unpacked.Advance(count);
                Bound(unpacked, place, maxBytes);
            }
        }
        catch (InvalidDataException)
        {
            throw Damaged(place);
        }

        return BinaryPrimitives.ReadUInt32LittleEndian(packed.AsSpan(^4..)) == (uint)unpacked.WrittenCount
            ? unpacked.WrittenSpan.ToArray()
            : throw SourceWords.Cut(place);
    }

    private static byte[] Brotli(ReadOnlySpan<byte> packed, string place, long maxBytes)
    {
        var unpacked = new ArrayBufferWriter<byte>();
        using var decoder = new BrotliDecoder();
        while (true)
        {
            var status = decoder.Decompress(packed, unpacked.GetSpan(Piece), out var consumed, out var written);
            unpacked.Advance(written);
            Bound(unpacked, place, maxBytes);
            packed = packed[consumed..];
            switch (status)
            {
                case OperationStatus.Done:
                    return unpacked.WrittenSpan.ToArray();
                case OperationStatus.InvalidData:
                    throw Damaged(place);
                case OperationStatus.NeedMoreData:
                    throw SourceWords.Cut(place);
                default:
                    continue;
            }
        }
    }

    private static void Bound(ArrayBufferWriter<byte> unpacked, string place, long maxBytes)
    {
        if (unpacked.WrittenCount > maxBytes)
        {
            throw SourceWords.TooLarge(place, maxBytes);
        }
    }

    private static SourceFailedException Damaged(string place) =>
        new(place, "cannot be unpacked", "Run the roster again; if it stays, let the registrar's system send it plain.");
}
