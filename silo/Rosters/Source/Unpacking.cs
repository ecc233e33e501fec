using System.Buffers;
using System.IO.Compression;

namespace MoodleGrains.Silo.Rosters.Source;

/// <summary>
/// Unpacks bodies, up to a limit, and finds those that were cut: the framework's streams end silently where packed data do.
/// </summary>
internal static class Unpacking
{
    /// <summary>What is asked for.</summary>
    public const string Known = "gzip, br";

    private const int Piece = 64 * 1024;

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
            "gzip" or "x-gzip" => Gzip.Unpack(body, place, maxBytes),
            "deflate" => Deflate(body, place, maxBytes),
            "br" => Brotli(body, place, maxBytes),
            _ => throw new SourceFailedException(
                place,
                "is packed in a way that was not asked for",
                "Let the registrar's system send it plain, or as gzip."),
        });

    /// <summary>Unpacks one stream of deflate, with what a format puts around it.</summary>
    /// <param name="packed">Begins with it.</param>
    /// <param name="open">Opens the format's reader.</param>
    /// <param name="unpacked">Takes the bytes.</param>
    /// <param name="place">Whose it is.</param>
    /// <param name="maxBytes">The most.</param>
    /// <returns>How many bytes it took.</returns>
    /// <exception cref="SourceFailedException">It is damaged, cut or too large.</exception>
    internal static int Inflate(
        ReadOnlyMemory<byte> packed, Func<Stream, Stream> open, ArrayBufferWriter<byte> unpacked, string place, long maxBytes)
    {
        using var bytes = new ByteByByte(packed);
        try
        {
            using var stream = open(bytes);
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

        return bytes.Ended ? throw SourceWords.Cut(place) : bytes.Taken;
    }

    /// <summary>Sees that nothing stands behind what was unpacked but zeros, with which some fill blocks up.</summary>
    /// <param name="rest">What is behind.</param>
    /// <param name="place">Whose it is.</param>
    /// <exception cref="SourceFailedException">Something is.</exception>
    internal static void End(ReadOnlySpan<byte> rest, string place)
    {
        if (rest.ContainsAnyExcept((byte)0))
        {
            throw new SourceFailedException(
                place, "goes on behind its packed part with bytes that are none", "Run the roster again; if it stays, let the registrar's "
                    + "system send it plain.");
        }
    }

    internal static SourceFailedException Damaged(string place) =>
        new(place, "cannot be unpacked", "Run the roster again; if it stays, let the registrar's system send it plain.");

    // RFC 9110, 8.4.1.2: it means the format of zlib, and some send what is inside alone.
    private static byte[] Deflate(byte[] packed, string place, long maxBytes)
    {
        var unpacked = new ArrayBufferWriter<byte>();
        var isZlib = packed is [var method, var flags, ..] && (method & 0x0F) == 8 && ((method << 8) + flags) % 31 == 0;
        var taken = Inflate(
            packed,
            bytes => isZlib ? new ZLibStream(bytes, CompressionMode.Decompress) : new DeflateStream(bytes, CompressionMode.Decompress),
            unpacked, place, maxBytes);
        End(packed.AsSpan(taken), place);
        return unpacked.WrittenSpan.ToArray();
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
                    End(packed, place);
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

    /// <summary>
    /// Gives one byte at a time, so that a reader takes not one more than it needs, and is seen to ask for more than there is.
    /// </summary>
    private sealed class ByteByByte(ReadOnlyMemory<byte> bytes) : Stream
    {
        public int Taken { get; private set; }

        public bool Ended { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            if (Taken == bytes.Length)
            {
                Ended |= !buffer.IsEmpty;
                return 0;
            }

            buffer[0] = bytes.Span[Taken++];
            return 1;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
