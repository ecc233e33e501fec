using System.Security.Cryptography;
using System.Text;

namespace MoodleGrains.ClientApi.Sites;

/// <summary>One key of a site. It shows itself to nobody: there is no way back to its text.</summary>
public sealed class WebhookKey
{
    /// <summary>A shorter key can be guessed.</summary>
    public const int MinLength = 16;

    private const string HashedPrefix = "sha256:";
    private const string StandardPrefix = "whsec_";

    // Begins the signatures that a secret makes, not the secret.
    private const string SignatureVersion = "v1,";

    private static readonly string[] KnownPrefixes = [HashedPrefix, StandardPrefix];
    private static readonly string[] AsymmetricPrefixes = ["whsk_", "whpk_"];

    private readonly byte[] digest;
    private readonly byte[]? secret;

    private WebhookKey(byte[] digest, byte[]? secret) => (this.digest, this.secret) = (digest, secret);

    /// <summary>Whether it can check signatures: a hashed key cannot.</summary>
    public bool Signs => secret is not null;

    /// <summary>
    /// Reads a key as configured: <c>sha256:</c> and 64 hex digits; or the text itself; or, for Standard Webhooks,
    /// <c>whsec_</c> and base64, whose decoded bytes are the secret (standardwebhooks.com; local_webhookengine's signer does so).
    /// </summary>
    /// <param name="text">The configured text.</param>
    /// <param name="key">The key, if it is one.</param>
    /// <returns>What is wrong with the text, without quoting it; null if nothing is.</returns>
    public static string? Read(string text, out WebhookKey? key)
    {
        key = null;
        if (Mistaken(text) is { } mistake) return mistake;
        if (text.StartsWith(HashedPrefix, StringComparison.Ordinal))
        {
            var hex = text.AsSpan(HashedPrefix.Length);
            var hashed = new byte[SHA256.HashSizeInBytes];
            if (hex.Length != 2 * hashed.Length || Convert.FromHexString(hex, hashed, out _, out _) != System.Buffers.OperationStatus.Done)
                return "sha256: is not followed by 64 hex digits";
            key = new WebhookKey(hashed, null);
            return null;
        }

        if (text.Length < MinLength) return $"it has fewer than {MinLength} characters";
        if (text.Any(c => c is < '!' or > '~')) return "it has a character that is no visible ASCII character";
        var secret = Encoding.UTF8.GetBytes(text);
        var digest = SHA256.HashData(secret);
        if (text.StartsWith(StandardPrefix, StringComparison.Ordinal))
        {
            secret = new byte[text.Length];
            if (!Convert.TryFromBase64Chars(text.AsSpan(StandardPrefix.Length), secret, out var length) || length == 0)
                return "whsec_ is not followed by base64";
            secret = secret[..length];
        }

        key = new WebhookKey(digest, secret);
        return null;
    }

    // What would pass for a plain text, and open nothing: the sender's half of it is another text.
    private static string? Mistaken(string text)
    {
        if (char.IsWhiteSpace(text[0]) || char.IsWhiteSpace(text[^1])) return "white space stands before or behind it";
        if (text.Length > 1 && text[0] == text[^1] && text[0] is '"' or '\'' or '`') return "it stands in quotes, which become a "
            + "part of it";
        if (text.StartsWith(SignatureVersion, StringComparison.OrdinalIgnoreCase)) return "the secret begins with whsec_, without v1,";
        if (AsymmetricPrefixes.Any(prefix => text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)))
            return "whsk_ and whpk_ begin keys of asymmetric signatures (v1a), which are not supported";
        return Array.Find(KnownPrefixes, prefix => text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) is { } known
            && !text.StartsWith(known, StringComparison.Ordinal)
                ? $"{known} is written in lower-case letters"
                : null;
    }

    /// <summary>Whether this is the key whose SHA-256 is given; in fixed time.</summary>
    /// <param name="presented">The digest of what was presented.</param>
    /// <returns>True if it is.</returns>
    public bool Opens(ReadOnlySpan<byte> presented) => CryptographicOperations.FixedTimeEquals(digest, presented);

    /// <summary>Starts the HMAC-SHA256 that this key makes. Only for a key that <see cref="Signs"/>.</summary>
    /// <returns>The hash, to be disposed of.</returns>
    internal IncrementalHash Hmac() =>
        IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, secret ?? throw new InvalidOperationException("A hashed key cannot sign."));
}
