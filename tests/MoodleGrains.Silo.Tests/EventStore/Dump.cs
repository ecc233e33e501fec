using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using Npgsql;

namespace MoodleGrains.Silo.Tests.EventStore;

/// <summary>Everything that a database holds, also what stands in bytes, base64 or compressed.</summary>
internal static partial class Dump
{
    private const int Deepest = 3;

    /// <summary>The tables in which one of some words stands; the partitions of the inbox count as one.</summary>
    public static async Task<List<string>> TablesWith(this NpgsqlDataSource database, params IReadOnlyCollection<string> words)
    {
        SortedSet<string> found = new(StringComparer.Ordinal);
        foreach (var table in await database.Rows(
            "select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace order by relname"))
        {
            var name = table.StartsWith("mg_inbox_2", StringComparison.Ordinal) ? "mg_inbox" : table;
            if (!found.Contains(name) && (await database.Rows($"select t::text from {table} t")).Exists(row => Holds(row, words)))
            {
                found.Add(name);
            }
        }

        return [.. found];
    }

    private static bool Holds(string row, IReadOnlyCollection<string> words) =>
        Said(row, 0).Any(text => words.Any(word => text.Contains(word, StringComparison.OrdinalIgnoreCase)));

    private static IEnumerable<string> Said(string text, int depth)
    {
        yield return text;
        if (depth == Deepest)
        {
            yield break;
        }

        foreach (var inner in Bytes().Matches(text).Select(match => Convert.FromHexString(match.Groups[1].ValueSpan))
            .Concat(Base64().Matches(text).Select(match => Decoded(match.Value)).OfType<byte[]>())
            .SelectMany(bytes => Said(Encoding.UTF8.GetString(Unpacked(bytes)), depth + 1)))
        {
            yield return inner;
        }
    }

    private static byte[]? Decoded(string text)
    {
        var whole = text.Replace('-', '+').Replace('_', '/');
        var bytes = new byte[whole.Length];
        return Convert.TryFromBase64String(whole.PadRight((whole.Length + 3) / 4 * 4, '='), bytes, out var length) ? bytes[..length] : null;
    }

    private static byte[] Unpacked(byte[] bytes)
    {
        if (bytes is not [0x1f, 0x8b, ..])
        {
            return bytes;
        }

        using var unpacked = new MemoryStream();
        using var packed = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
        packed.CopyTo(unpacked);
        return unpacked.ToArray();
    }

    [GeneratedRegex(@"\\x((?:[0-9a-f]{2})+)")]
    private static partial Regex Bytes();

    [GeneratedRegex(@"[A-Za-z0-9+/_-]{12,}={0,2}")]
    private static partial Regex Base64();
}
