using System.Security.Cryptography;
using System.Text;

namespace MoodleGrains.Convergence;

/// <summary>
/// What a state keeps of a text that it only compares: a short text itself, of a longer one 16 bytes of its SHA-256.
/// A text that looks like a number is short, so a damaged text can still be weighed against it.
/// </summary>
public static class TextFingerprint
{
    private const int DigestLength = 25;

    /// <summary>The gist of a text.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The text if it is shorter than a digest, else <c>#</c> and the digest in base64; no two texts are mixed up.</returns>
    public static string Of(string text)
    {
        if (text.Length < DigestLength)
        {
            return text;
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        var size = Encoding.UTF8.GetMaxByteCount(text.Length);
        if (size <= 4096)
        {
            Span<byte> utf8 = stackalloc byte[size];
            SHA256.HashData(utf8[..Encoding.UTF8.GetBytes(text, utf8)], hash);
        }
        else
        {
            SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
        }

        return "#" + Convert.ToBase64String(hash[..16]);
    }
}
