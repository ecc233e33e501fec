using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using MoodleGrains.ClientApi.Sites;

namespace MoodleGrains.ClientApi.Digests;

/// <summary>What a link is good for; one made for one purpose opens no other.</summary>
public enum LinkPurpose
{
    /// <summary>To see and change a user's digest.</summary>
    Settings = 1,

    /// <summary>To end a user's digest, nothing else.</summary>
    Unsubscribe = 2,
}

/// <summary>Whose digest a link is for.</summary>
/// <param name="Site">The slug of the site.</param>
/// <param name="UserId">Moodle's id of the user.</param>
public sealed record LinkSubject(string Site, long UserId);

/// <summary>
/// Makes and reads the tokens of links: purpose, end, user and site, signed with HMAC-SHA256 under this installation's key.
/// They name nobody to whoever reads them, and need no table.
/// </summary>
/// <param name="key">The key, 32 bytes.</param>
public sealed class SignedLinks(byte[] key)
{
    private const int Fixed = 1 + 8 + 8;
    private const int LongestToken = 200;

    /// <summary>Makes a token.</summary>
    /// <param name="purpose">What it is good for.</param>
    /// <param name="subject">Whose digest.</param>
    /// <param name="until">When it ends, Unix seconds.</param>
    /// <returns>Letters, digits, <c>-</c> and <c>_</c>.</returns>
    public string Make(LinkPurpose purpose, LinkSubject subject, long until)
    {
        var site = Encoding.ASCII.GetBytes(subject.Site);
        var token = new byte[Fixed + site.Length + HMACSHA256.HashSizeInBytes];
        token[0] = (byte)purpose;
        BinaryPrimitives.WriteInt64BigEndian(token.AsSpan(1), until);
        BinaryPrimitives.WriteInt64BigEndian(token.AsSpan(9), subject.UserId);
        site.CopyTo(token, Fixed);
        HMACSHA256.HashData(key, token.AsSpan(0, Fixed + site.Length), token.AsSpan(Fixed + site.Length));
        return Base64Url.EncodeToString(token);
    }

    /// <summary>Reads a token.</summary>
    /// <param name="purpose">What it has to be good for.</param>
    /// <param name="token">The token.</param>
    /// <param name="now">Unix seconds.</param>
    /// <returns>Whose digest; null if the token was not made here, for this, or has ended.</returns>
    public LinkSubject? Read(LinkPurpose purpose, string token, long now)
    {
        if (token.Length > LongestToken || !Base64Url.IsValid(token))
        {
            return null;
        }

        ReadOnlySpan<byte> bytes = Base64Url.DecodeFromChars(token);
        if (bytes.Length <= Fixed + HMACSHA256.HashSizeInBytes)
        {
            return null;
        }

        var signed = bytes[..^HMACSHA256.HashSizeInBytes];
        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, signed, expected);
        if (!CryptographicOperations.FixedTimeEquals(expected, bytes[^HMACSHA256.HashSizeInBytes..])
            || signed[0] != (byte)purpose
            || BinaryPrimitives.ReadInt64BigEndian(signed[1..]) <= now)
        {
            return null;
        }

        var site = Encoding.ASCII.GetString(signed[Fixed..]);
        return Site.IsSlug(site) ? new(site, BinaryPrimitives.ReadInt64BigEndian(signed[9..])) : null;
    }
}
