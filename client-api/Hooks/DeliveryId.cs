using System.Security.Cryptography;
using System.Text;

namespace MoodleGrains.ClientApi.Hooks;

/// <summary>The id of a delivery whose sender gave it none.</summary>
public static class DeliveryId
{
    private const int Bytes = 16;

    /// <summary>A hash of site and whole body: the same bytes from the same site have the same id.</summary>
    /// <param name="site">The slug of the site.</param>
    /// <param name="body">The body as received, its token included.</param>
    /// <returns>32 hex digits.</returns>
    public static string Of(string site, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(site));

        // No slug holds a line break, so that site and body cannot run into each other.
        hash.AppendData("\n"u8);
        hash.AppendData(body);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(digest);
        return Convert.ToHexStringLower(digest[..Bytes]);
    }
}
