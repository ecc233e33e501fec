using System.Security.Cryptography;

namespace MoodleGrains.Silo.Moodle.Polling;

/// <summary>What is known of a list from its last readings.</summary>
/// <param name="Size">How many the last believed one had.</param>
/// <param name="HeldHash">Of the last answer that was not believed; null if the last one was.</param>
/// <param name="HeldTimes">How often in a row that answer came.</param>
internal sealed record ListBefore(int Size, string? HeldHash, int HeldTimes);

/// <summary>Whether a list may be acted upon. Pure.</summary>
/// <param name="Believed">Whether it may.</param>
/// <param name="Times">If not, how often in a row this very answer came.</param>
internal readonly record struct ListVerdict(bool Believed, int Times)
{
    /// <summary>So many equal answers in a row are the truth.</summary>
    public const int Enough = 3;

    private const int Guarded = 20;

    /// <summary>
    /// Judges an answer: an empty one where something was there, and a list of 20 or more that lost more than a fifth, is not
    /// believed until it came three times in a row.
    /// </summary>
    /// <param name="before">What is known of the list.</param>
    /// <param name="size">How many it has now.</param>
    /// <param name="hash">What tells this answer from others (<see cref="HashOf"/>).</param>
    /// <returns>The verdict.</returns>
    public static ListVerdict Of(ListBefore before, int size, string hash)
    {
        var doubtful = (size == 0 && before.Size > 0) || (before.Size >= Guarded && size * 5L < before.Size * 4L);
        if (!doubtful)
        {
            return new(true, 0);
        }

        var times = before.HeldHash == hash ? before.HeldTimes + 1 : 1;
        return new(times >= Enough, times);
    }

    /// <summary>What tells one list of ids from another, whatever their order.</summary>
    /// <param name="ids">The ids.</param>
    /// <returns>A short text.</returns>
    public static string HashOf(IEnumerable<long> ids)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        foreach (var id in ids.Order())
        {
            BitConverter.TryWriteBytes(bytes, id);
            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16));
    }
}
