using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;

namespace MoodleGrains.Silo.Rosters.Source;

/// <summary>
/// Unpacks gzip, RFC 1952: a series of members, as where packed files are put together. The framework's stream reads them too, but ends
/// silently where one was cut.
/// </summary>
internal static class Gzip
{
    private const int HeaderLength = 10;
    private const int TrailerLength = 8;
    private const byte HasHeaderCrc = 2;
    private const byte HasExtra = 4;
    private const byte HasName = 8;
    private const byte HasComment = 16;

    /// <summary>Unpacks a body.</summary>
    /// <param name="packed">The body.</param>
    /// <param name="place">Whose it is.</param>
    /// <param name="maxBytes">The most.</param>
    /// <returns>The bytes.</returns>
    /// <exception cref="SourceFailedException">It is damaged, cut or too large.</exception>
    public static byte[] Unpack(ReadOnlyMemory<byte> packed, string place, long maxBytes)
    {
        var unpacked = new ArrayBufferWriter<byte>();
        do
        {
            var before = unpacked.WrittenCount;
            packed = packed[Header(packed.Span, place)..];
            packed = packed[
                Unpacking.Inflate(packed, bytes => new DeflateStream(bytes, CompressionMode.Decompress), unpacked, place, maxBytes)..];
            if (packed.Length < TrailerLength)
            {
                throw SourceWords.Cut(place);
            }

            var member = unpacked.WrittenSpan[before..];
            if (BinaryPrimitives.ReadUInt32LittleEndian(packed.Span) != Crc32.HashToUInt32(member)
                || BinaryPrimitives.ReadUInt32LittleEndian(packed.Span[4..]) != (uint)member.Length)
            {
                throw Unpacking.Damaged(place);
            }

            packed = packed[TrailerLength..];
        }
        while (packed.Length > 0 && packed.Span[0] == 0x1F);

        Unpacking.End(packed.Span, place);
        return unpacked.WrittenSpan.ToArray();
    }

    private static int Header(ReadOnlySpan<byte> packed, string place)
    {
        if (!packed.StartsWith(new byte[] { 0x1F, 0x8B, 8 }.AsSpan(0, Math.Min(3, packed.Length))))
        {
            throw Unpacking.Damaged(place);
        }

        if (packed.Length < HeaderLength)
        {
            throw SourceWords.Cut(place);
        }

        var flags = packed[3];
        var length = HeaderLength;
        if ((flags & HasExtra) != 0)
        {
            length += 2 + (packed.Length >= length + 2 ? BinaryPrimitives.ReadUInt16LittleEndian(packed[length..]) : 0);
        }

        foreach (var text in (byte[])[HasName, HasComment])
        {
            if ((flags & text) != 0)
            {
                var rest = packed[Math.Min(length, packed.Length)..];
                length += (rest.IndexOf((byte)0) is >= 0 and var end ? end : rest.Length) + 1;
            }
        }

        length += (flags & HasHeaderCrc) != 0 ? 2 : 0;
        return length <= packed.Length ? length : throw SourceWords.Cut(place);
    }
}
