using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace MoodleGrains.ClientApi.Access;

/// <summary>A new API key: the key is shown once, the hash goes to the configuration.</summary>
/// <param name="Key">What the caller sends as <c>Authorization: Bearer</c>.</param>
/// <param name="Hash">The value of <c>ApiKeys:{name}:Hash</c>, <c>sha256:</c> and 64 hex digits.</param>
public sealed record ApiKey(string Key, string Hash)
{
    private const string Prefix = "mgk_";
    private const string HashPrefix = "sha256:";

    /// <summary>Makes a key of 32 random bytes.</summary>
    /// <returns>The key and its hash.</returns>
    public static ApiKey New()
    {
        var key = Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        return new(key, HashPrefix + Convert.ToHexStringLower(Digest(key)));
    }

    /// <inheritdoc/>
    public override string ToString() => Hash;

    // A fast hash is right here: a key holds 256 random bits, so there is nothing to guess that a slow hash would protect.
    internal static byte[] Digest(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    internal static byte[]? ReadHash(string text)
    {
        var digest = new byte[SHA256.HashSizeInBytes];
        return text.StartsWith(HashPrefix, StringComparison.Ordinal)
            && text.Length == HashPrefix.Length + (2 * digest.Length)
            && Convert.FromHexString(text.AsSpan(HashPrefix.Length), digest, out _, out _) == System.Buffers.OperationStatus.Done
            ? digest
            : null;
    }
}
