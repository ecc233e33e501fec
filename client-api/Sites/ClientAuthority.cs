using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MoodleGrains.ClientApi.Sites;

/// <summary>Who issues the client certificates of a site: one or several CA certificates, several during a change.</summary>
public sealed class ClientAuthority
{
    private static readonly Oid ClientAuthentication = new("1.3.6.1.5.5.7.3.2");

    private readonly X509Certificate2Collection roots;

    private ClientAuthority(X509Certificate2Collection roots) => this.roots = roots;

    /// <summary>Reads a PEM file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="authority">The authority, if the file holds one.</param>
    /// <returns>What is wrong with the file; null if nothing is.</returns>
    public static string? Read(string path, out ClientAuthority? authority)
    {
        authority = null;
        var roots = new X509Certificate2Collection();
        try
        {
            roots.ImportFromPemFile(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            return $"the file {path} cannot be read: {e.Message.TrimEnd('.')}";
        }

        if (roots.Count == 0) return $"the file {path} holds no certificate in PEM";
        authority = new ClientAuthority(roots);
        return null;
    }

    /// <summary>Whether this authority issued the certificate, for a client, and it is valid now. Revocation lists are not asked.</summary>
    /// <param name="certificate">The certificate.</param>
    /// <param name="now">The instant, UTC.</param>
    /// <returns>True if so.</returns>
    public bool Issued(X509Certificate2 certificate, DateTimeOffset now)
    {
        using var chain = new X509Chain();
        var policy = chain.ChainPolicy;
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        policy.CustomTrustStore.AddRange(roots);
        policy.RevocationMode = X509RevocationMode.NoCheck;
        policy.DisableCertificateDownloads = true;
        policy.VerificationTime = now.UtcDateTime;
        policy.VerificationTimeIgnored = false;
        policy.ApplicationPolicy.Add(ClientAuthentication);

        // A CA certificate itself is no sender, though it ends in itself.
        return chain.Build(certificate) && chain.ChainElements.Count > 1;
    }
}
