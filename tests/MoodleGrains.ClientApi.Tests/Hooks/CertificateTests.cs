using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MoodleGrains.ClientApi.Tests.Hooks;

public sealed class CertificateTests : IDisposable
{
    private static readonly Oid Client = new("1.3.6.1.5.5.7.3.2");
    private static readonly Oid Server = new("1.3.6.1.5.5.7.3.1");

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("hooks-");
    private readonly X509Certificate2 ca = Authority("CN=Campus senders");
    private readonly X509Certificate2 otherCa = Authority("CN=Somebody else");

    [Fact]
    public async Task A_certificate_of_the_site_s_authority_opens_on_its_own_port()
    {
        using var server = Issue(ca, "CN=127.0.0.1", Server);
        await File.WriteAllTextAsync(At("server.pem"), server.ExportCertificatePem());
        await File.WriteAllTextAsync(At("server.key"), server.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem());
        await using var edge = await Edge.Start(new()
        {
            ["Sites:campus:Webhooks:ClientCa"] = CaFile(),
            ["Urls"] = null,
            ["Kestrel:Endpoints:Hooks:Url"] = "https://127.0.0.1:0",
            ["Kestrel:Endpoints:Hooks:ClientCertificateMode"] = "AllowCertificate",
            ["Kestrel:Endpoints:Hooks:Certificate:Path"] = At("server.pem"),
            ["Kestrel:Endpoints:Hooks:Certificate:KeyPath"] = At("server.key"),
        });
        using var metrics = new MetricLog(edge);

        (await Post(edge, Issue(ca, "CN=moodle", Client))).ShouldBe(HttpStatusCode.Accepted);
        (await Post(edge, null)).ShouldBe(HttpStatusCode.Unauthorized);
        (await Post(edge, Issue(otherCa, "CN=moodle", Client))).ShouldBe(HttpStatusCode.Unauthorized);
        (await Post(edge, Issue(ca, "CN=moodle", Server))).ShouldBe(HttpStatusCode.Unauthorized, "it was issued for a server");
        (await Post(edge, Issue(ca, "CN=moodle", Client, TimeProvider.System.GetUtcNow().AddDays(-1)))).ShouldBe(
            HttpStatusCode.Unauthorized,
            "it has run out");
        metrics.Counted.Where(c => c.Contains("refused", StringComparison.Ordinal)).ShouldBe(
        [
            "campus/nosey/refused/nothing_presented",
            "campus/nosey/refused/wrong_certificate",
            "campus/nosey/refused/wrong_certificate",
            "campus/nosey/refused/wrong_certificate",
        ]);
    }

    [Fact]
    public async Task A_certificate_proves_nothing_at_an_address_that_was_not_made_for_it()
    {
        using var server = Issue(ca, "CN=127.0.0.1", Server);
        await File.WriteAllTextAsync(At("server.pem"), server.ExportCertificatePem());
        await File.WriteAllTextAsync(At("server.key"), server.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem());
        await using var edge = await Edge.Start(new()
        {
            ["Sites:campus:Webhooks:ClientCa"] = CaFile(),
            ["Urls"] = null,
            ["Kestrel:Endpoints:Api:Url"] = "https://127.0.0.1:0",
            ["Kestrel:EndpointDefaults:ClientCertificateMode"] = "AllowCertificate",
            ["Kestrel:Endpoints:Hooks:Url"] = "https://127.0.0.1:0",
            ["Kestrel:Endpoints:Hooks:ClientCertificateMode"] = "AllowCertificate",
            ["Kestrel:Certificates:Default:Path"] = At("server.pem"),
            ["Kestrel:Certificates:Default:KeyPath"] = At("server.key"),
        });
        using var certificate = Issue(ca, "CN=moodle", Client);

        await Should.ThrowAsync<HttpRequestException>(
            () => Post(edge.Addresses[0], certificate),
            "the machine's own authorities decide there");
        (await Post(edge.Addresses[0], null)).ShouldBe(HttpStatusCode.Unauthorized);
        (await Post(edge.Addresses[1], certificate)).ShouldBe(HttpStatusCode.Accepted);
    }

    [Theory]
    [InlineData("127.0.0.1", HttpStatusCode.Accepted)]
    [InlineData("127.0.0.0/8", HttpStatusCode.Accepted)]
    [InlineData("10.0.0.0/8", HttpStatusCode.Unauthorized)]
    public async Task A_forwarded_certificate_is_believed_from_listed_proxies_alone(string proxy, HttpStatusCode answer)
    {
        await using var edge = await Edge.Start(new()
        {
            ["Sites:campus:Webhooks:ClientCa"] = CaFile(),
            ["Sites:campus:Webhooks:Proxies"] = proxy,
            ["Sites:campus:Webhooks:CertificateHeader"] = "X-Client-Cert",
        });
        using var certificate = Issue(ca, "CN=moodle", Client);
        (await edge.Post("/hooks/campus", Bodies.Nosey, ("X-Client-Cert", Escaped(certificate)))).StatusCode.ShouldBe(answer);
    }

    [Fact]
    public async Task A_forwarded_certificate_of_another_authority_or_none_at_all_opens_nothing()
    {
        await using var edge = await Edge.Start(
            new() { ["Sites:campus:Webhooks:ClientCa"] = CaFile(), ["Sites:campus:Webhooks:Proxies:0"] = "127.0.0.1" });
        using var good = Issue(ca, "CN=moodle", Client);
        using var other = Issue(otherCa, "CN=moodle", Client);
        (await edge.Post("/hooks/campus", Bodies.Nosey, ("X-Forwarded-Client-Cert", Escaped(good)))).StatusCode
            .ShouldBe(HttpStatusCode.Accepted);
        foreach (var header in new[] { Escaped(other), Escaped(ca), "%", "-----BEGIN CERTIFICATE-----", Escaped(good)[..200] })
            (await edge.Post("/hooks/campus", Bodies.Nosey, ("X-Forwarded-Client-Cert", header))).StatusCode
                .ShouldBe(HttpStatusCode.Unauthorized);
        var twice = await edge.Post(
            "/hooks/campus", Bodies.Nosey, ("X-Forwarded-Client-Cert", Escaped(good)), ("X-Forwarded-Client-Cert", Escaped(good)));
        twice.StatusCode.ShouldBe(HttpStatusCode.Unauthorized, "a header that was sent twice is ambiguous");
    }

    public void Dispose()
    {
        ca.Dispose();
        otherCa.Dispose();
        folder.Delete(recursive: true);
    }

    private Task<HttpStatusCode> Post(Edge edge, X509Certificate2? certificate) => Post(edge.Address, certificate);

    private async Task<HttpStatusCode> Post(Uri address, X509Certificate2? certificate)
    {
        using var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck
        };
        handler.SslOptions.CertificateChainPolicy.CustomTrustStore.Add(ca);
        handler.SslOptions.LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate!;
        using var client = new HttpClient(handler) { BaseAddress = address };
        using var body = new StringContent(Bodies.Nosey, null, "application/json");
        using var response = await client.PostAsync("/hooks/campus", body);
        return response.StatusCode;
    }

    private static string Escaped(X509Certificate2 certificate) => Uri.EscapeDataString(certificate.ExportCertificatePem());

    private static X509Certificate2 Authority(string name)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-30), TimeProvider.System.GetUtcNow().AddDays(30));
    }

    private static X509Certificate2 Issue(X509Certificate2 issuer, string name, Oid purpose, DateTimeOffset? until = null)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([purpose], true));
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(
            issuer,
            TimeProvider.System.GetUtcNow().AddDays(-20),
            until ?? TimeProvider.System.GetUtcNow().AddDays(20),
            RandomNumberGenerator.GetBytes(8));
        return certificate.CopyWithPrivateKey(key);
    }

    private string At(string file) => Path.Combine(folder.FullName, file);

    private string CaFile()
    {
        File.WriteAllText(At("ca.pem"), ca.ExportCertificatePem());
        return At("ca.pem");
    }
}
