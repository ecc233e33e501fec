using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MoodleGrains.ClientApi.Sites;

namespace MoodleGrains.ClientApi.Hooks;

/// <summary>
/// The signature of Standard Webhooks (standardwebhooks.com, 1.0.0): <c>v1,</c> and base64 of HMAC-SHA256 over
/// <c>id.timestamp.body</c>; several signatures, space-separated, while the sender changes its key.
/// </summary>
internal static class StandardWebhooks
{
    public const string Id = "webhook-id";
    public const string Timestamp = "webhook-timestamp";
    public const string Signature = "webhook-signature";

    private const string Version = "v1,";

    // More would only make us compute: a sender in rotation has two.
    private const int MostSignatures = 8;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    /// <summary>Whether the timestamp is the sender's now, give or take five minutes.</summary>
    public static bool IsFresh(string timestamp, DateTimeOffset now) =>
        long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
        && Math.Abs(now.ToUnixTimeSeconds() - seconds) <= (long)Window.TotalSeconds;

    /// <summary>Whether any of the keys made any of the signatures. All are compared, whichever fits.</summary>
    public static bool Fits(IReadOnlyList<WebhookKey> keys, string id, string timestamp, string signatures, ReadOnlySpan<byte> body)
    {
        Span<byte> presented = stackalloc byte[MostSignatures * SHA256.HashSizeInBytes];
        presented = presented[..(SHA256.HashSizeInBytes * Decode(signatures, presented))];
        var before = Encoding.UTF8.GetBytes($"{id}.{timestamp}.");
        Span<byte> made = stackalloc byte[SHA256.HashSizeInBytes];
        var fits = false;
        foreach (var key in keys)
        {
            if (!key.Signs) continue;
            using var hmac = key.Hmac();
            hmac.AppendData(before);
            hmac.AppendData(body);
            hmac.GetHashAndReset(made);
            for (var at = 0; at < presented.Length; at += made.Length)
                fits |= CryptographicOperations.FixedTimeEquals(made, presented.Slice(at, made.Length));
        }

        return fits;
    }

    private static int Decode(string signatures, Span<byte> into)
    {
        var count = 0;
        foreach (var range in signatures.AsSpan().Split(' '))
        {
            var one = signatures.AsSpan()[range];
            if (count == MostSignatures) break;
            if (!one.StartsWith(Version, StringComparison.Ordinal)) continue;
            var slot = into.Slice(count * SHA256.HashSizeInBytes, SHA256.HashSizeInBytes);
            if (Convert.TryFromBase64Chars(one[Version.Length..], slot, out var length) && length == slot.Length) count++;
        }

        return count;
    }
}
