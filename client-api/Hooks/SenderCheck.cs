using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Http;
using MoodleGrains.ClientApi.Sites;

namespace MoodleGrains.ClientApi.Hooks;

/// <summary>Why a sender is not let in; for the metric only, the sender is told nothing.</summary>
internal static class SenderCause
{
    public const string NothingPresented = "nothing_presented";
    public const string WrongKey = "wrong_key";
    public const string WrongToken = "wrong_token";
    public const string WrongSignature = "wrong_signature";
    public const string StaleTimestamp = "stale_timestamp";
    public const string WrongCertificate = "wrong_certificate";
}

/// <summary>
/// Whether a request comes from the site it names. Any one scheme suffices; every configured one is evaluated before the answer.
/// </summary>
internal static class SenderCheck
{
    /// <summary>Judges a request.</summary>
    /// <returns>Null if the sender is authentic, else the cause.</returns>
    public static string? Judge(
        SiteWebhooks webhooks, HttpContext context, string? pathKey, byte[]? tokenDigest, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        var headers = context.Request.Headers;
        var (id, timestamp) = (One(headers, StandardWebhooks.Id), One(headers, StandardWebhooks.Timestamp));
        var signatures = One(headers, StandardWebhooks.Signature);

        var key = pathKey is not null && Opens(webhooks.Keys, SHA256.HashData(Encoding.UTF8.GetBytes(pathKey)));
        var token = tokenDigest is not null && Opens(webhooks.Keys, tokenDigest);
        var fits = id is not null && timestamp is not null && signatures is not null
            && StandardWebhooks.Fits(webhooks.Keys, id, timestamp, signatures, body);
        var fresh = timestamp is not null && StandardWebhooks.IsFresh(timestamp, now);
        var certificate = webhooks.ClientCa is { } authority ? IssuedBy(authority, webhooks, context, now) : null;

        if (key | token | (fits & fresh) | (certificate == true)) return null;
        return (pathKey, tokenDigest, signatures, certificate) switch
        {
            (_, _, not null, _) => fits ? SenderCause.StaleTimestamp : SenderCause.WrongSignature,
            (not null, _, _, _) => SenderCause.WrongKey,
            (_, not null, _, _) => SenderCause.WrongToken,
            (_, _, _, false) => SenderCause.WrongCertificate,
            _ => SenderCause.NothingPresented,
        };
    }

    private static bool Opens(IReadOnlyList<WebhookKey> keys, ReadOnlySpan<byte> presented)
    {
        var opens = false;
        foreach (var key in keys) opens |= key.Opens(presented);
        return opens;
    }

    /// <summary>Null if no certificate was presented in a way that is believed.</summary>
    private static bool? IssuedBy(ClientAuthority authority, SiteWebhooks webhooks, HttpContext context, DateTimeOffset now)
    {
        bool? issued = CertificateEndpoints.Presented(context) is { } own ? authority.Issued(own, now) : null;
        if (issued == true || !IsListed(context.Connection.RemoteIpAddress, webhooks.Proxies)) return issued;
        if (One(context.Request.Headers, webhooks.CertificateHeader) is not { } header) return issued;
        using var forwarded = Forwarded(header);
        return forwarded is not null && authority.Issued(forwarded, now);
    }

    /// <summary>
    /// Exactly one certificate and nothing beside it: a proxy that appends to what the sender wrote would else vouch for that.
    /// </summary>
    private static X509Certificate2? Forwarded(string header)
    {
        var pem = Uri.UnescapeDataString(header).AsSpan().Trim();
        if (!PemEncoding.TryFind(pem, out var fields) || pem[fields.Location].Length != pem.Length) return null;
        try
        {
            return X509Certificate2.CreateFromPem(pem);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static bool IsListed(IPAddress? sender, IReadOnlyList<IPNetwork> proxies)
    {
        if (sender is null) return false;
        var address = sender.IsIPv4MappedToIPv6 ? sender.MapToIPv4() : sender;
        foreach (var network in proxies)
            if (network.Contains(address)) return true;
        return false;
    }

    // A header sent twice is ambiguous: it proves nothing.
    private static string? One(IHeaderDictionary headers, string name) =>
        headers.TryGetValue(name, out var values) && values.Count == 1 && values[0] is { Length: > 0 } value ? value : null;
}
