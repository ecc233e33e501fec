using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using MoodleGrains.Silo.Mail;

namespace MoodleGrains.Silo.Tests.Mail;

/// <summary>Debian's aiosmtpd as a child process, with a certificate that this user trusts for as long as the tests run.</summary>
public sealed class SmtpServer : IAsyncLifetime
{
    private readonly ConcurrentQueue<DeliveredMail> delivered = [];
    private readonly string folder = Directory.CreateTempSubdirectory("smtp").FullName;
    private Process? server;
    private X509Certificate2? certificate;

    public int Port { get; private set; }

    internal MailSettings Settings => new(
        "localhost", Port, new("campus", "open sesame"), new("campus@grains.example", "Campus Übungen"), true, new("help@grains.example"),
        new("https://grains.example/at"), 50, "UTC", "en");

    public async Task InitializeAsync()
    {
        using var key = RSA.Create(2048);
        // A name of its own: one that a killed run left behind among the trusted must not be taken for it.
        var request = new CertificateRequest(
            $"CN=MoodleGrains test {Guid.NewGuid():N}",
            key,
            HashAlgorithmName.SHA256,
            RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        certificate = request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(2));
        var pem = Path.Combine(folder, "server.pem");
        await File.WriteAllTextAsync(pem, $"{certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n");
        Trust(store => store.Add(X509CertificateLoader.LoadCertificate(certificate.RawData)));

        server = Process
            .Start(new ProcessStartInfo("/usr/bin/python3", [Path.Combine(AppContext.BaseDirectory, "Mail/smtp_server.py"), pem])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            })!;
        Port = int.TryParse(await server.StandardOutput.ReadLineAsync(), out var port)
            ? port
            : throw new InvalidOperationException("python3-aiosmtpd did not start: run deploy/setup/install-test-prerequisites.sh.");
        _ = ReadAsync(server.StandardOutput);
    }

    public async Task DisposeAsync()
    {
        Trust(store => store.Remove(certificate!));
        certificate!.Dispose();
        server!.Kill();
        await server.WaitForExitAsync();
        server.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>The mail to an address, once it is there.</summary>
    internal async Task<DeliveredMail> To(string address)
    {
        await Eventually.Holds(() => All(address).Count > 0, $"{address} got mail");
        return All(address)[0];
    }

    internal IReadOnlyList<DeliveredMail> All(string address) => [.. delivered.Where(mail => mail.To.Contains(address))];

    // With these set, .NET leaves out what the user trusts. It reads them once, from the process and not from its own copy: before any
    // test.
    [ModuleInitializer]
    internal static void TrustWhatTheUserTrusts()
    {
        _ = UnsetVariable("SSL_CERT_FILE");
        _ = UnsetVariable("SSL_CERT_DIR");
    }

    [DllImport("libc", EntryPoint = "unsetenv")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int UnsetVariable([MarshalAs(UnmanagedType.LPUTF8Str)] string name);

    private static void Trust(Action<X509Store> change)
    {
        using var store = new X509Store(StoreName.Root, StoreLocation.CurrentUser);
        store.Open(OpenFlags.ReadWrite);
        change(store);
    }

    private async Task ReadAsync(StreamReader output)
    {
        while (await output.ReadLineAsync() is { } line)
        {
            delivered.Enqueue(JsonSerializer.Deserialize<DeliveredMail>(line, JsonSerializerOptions.Web)!);
        }
    }
}

/// <summary>A mail as Python's parser reads it.</summary>
internal sealed record DeliveredMail(
    string[] To, bool Tls, string? User, string[][] Headers, string Type, string[][] Parts, int Longest)
{
    public string? Header(string name) => Headers.SingleOrDefault(h => h[0].Equals(name, StringComparison.OrdinalIgnoreCase))?[1];

    public string Text => Parts.Single(p => p[0] == "text/plain")[2];

    public string Html => Parts.Single(p => p[0] == "text/html")[2];
}

[CollectionDefinition(Name)]
public sealed class MailTests : ICollectionFixture<SmtpServer>, ICollectionFixture<PostgresServer>
{
    public const string Name = "mail";
}
