using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace MoodleGrains.ClientApi.Access;

/// <summary>
/// The key of this silo's own machine, made at its start: it opens everything, but only for callers on the machine itself. Only its hash is
/// kept here.
/// </summary>
public sealed class LocalAdministrator
{
    /// <summary>The name under which streams and lists show what was done with it.</summary>
    public const string Name = "command line";

    /// <summary>The type of the claim of whoever came with it.</summary>
    internal const string Claim = "local";

    // A proxy on the same machine comes from loopback too; it says for whom it asks.
    private static readonly string[] forwarding =
        ["Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP"];

    private readonly ApiKeyRing.Holder holder;

    /// <summary>Takes a key as this start's.</summary>
    /// <param name="key">The key; only its hash is kept.</param>
    public LocalAdministrator(string key) => holder = new(Name, ApiKey.Digest(key), [Scope.AdminAll, Scope.RosterAll, Scope.ReadAll]);

    /// <summary>Who presents a key, if it is this one and the request comes from this machine.</summary>
    /// <param name="presented">The key as it was sent.</param>
    /// <param name="http">The request.</param>
    /// <returns>The holder; null if it is another key, or comes from elsewhere.</returns>
    internal ApiKeyRing.Holder? Find(string presented, HttpContext http) =>
        CryptographicOperations.FixedTimeEquals(ApiKey.Digest(presented), holder.Digest)
        && http.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address)
        && !forwarding.Any(http.Request.Headers.ContainsKey)
            ? holder
            : null;
}
