using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MoodleGrains.Rosters;
using MoodleGrains.Sandbox.Rosters;
using MoodleGrains.Silo.Rosters.Source;

namespace MoodleGrains.Silo.Tests.Rosters;

/// <summary>A registrar's system that fails is a failed run that says why, never an empty roster.</summary>
public sealed class SourceFailureTests : IAsyncLifetime
{
    private Registrar registrar = null!;

    public async Task InitializeAsync()
    {
        registrar = await Registrar.Start(CancellationToken.None);
        registrar.Publish(Reading.OneCourse);
    }

    public async Task DisposeAsync() => await registrar.DisposeAsync();

    [Theory]
    [InlineData(
        RegistrarTrouble.Unauthorized,
        "answered 401: it wants another login. Set Rosters:students:Token, or :Username and :Password, or :Header and :HeaderValue; "
            + "after a redirect to another host none of them is sent.")]
    [InlineData(RegistrarTrouble.Forbidden, "answered 403: this login may not read it. Let the account of Rosters:students read it.")]
    [InlineData(RegistrarTrouble.NotFound, "answered 404: there is no roster. Correct the address of the roster.")]
    [InlineData(RegistrarTrouble.TooManyRequests, "answered 429: it was asked too often. Run the roster later, and less often.")]
    [InlineData(
        RegistrarTrouble.ServerError,
        "answered 500: it failed itself. Run the roster again later; if it stays, look into the registrar's system.")]
    [InlineData(RegistrarTrouble.NoContent, "answered 204, not 200. Correct the address of the roster.")]
    [InlineData(RegistrarTrouble.Drop, "was cut off before its end. Run the roster again; if it stays, look into the registrar's system.")]
    [InlineData(RegistrarTrouble.Cut, "was cut off before its end. Run the roster again; if it stays, look into the registrar's system.")]
    [InlineData(RegistrarTrouble.Half, "was cut off before its end. Run the roster again; if it stays, look into the registrar's system.")]
    [InlineData(
        RegistrarTrouble.Page,
        "gave a page of HTML, no roster. Often it is the page of a login or of a proxy: look at it in a browser, and correct address "
            + "or login.")]
    [InlineData(RegistrarTrouble.Empty, "gave nothing. An empty roster is never applied; look into the registrar's system.")]
    [InlineData(RegistrarTrouble.NoCourses, "lists no course. An empty roster is never applied; look into the registrar's system.")]
    public async Task What_the_registrar_does_is_told_with_the_remedy(RegistrarTrouble trouble, string told)
    {
        registrar.Trouble = trouble;

        (await Reading.FailureAsync(Reading.Http(registrar.Roster))).ShouldBe($"{registrar.Roster} {told}");
    }

    [Theory]
    [InlineData(RegistrarTrouble.Silent)]
    [InlineData(RegistrarTrouble.Stalled)]
    public async Task The_time_is_that_of_the_whole_answer(RegistrarTrouble trouble)
    {
        registrar.Trouble = trouble;

        (await Reading.FailureAsync(Reading.Http(registrar.Roster, seconds: 1)))
            .ShouldBe($"{registrar.Roster} did not answer whole within 1 s. Run the roster again later, or raise source.timeoutSeconds.");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task A_body_is_read_up_to_its_limit_unpacked(string? packing)
    {
        registrar.Packing = packing;
        registrar.Publish(new string(' ', 1_000_000) + Reading.OneCourse);

        (await Reading.FailureAsync(Reading.Http(registrar.Roster, maxBytes: 100_000)))
            .ShouldBe($"{registrar.Roster} is larger than 100000 bytes. Raise source.maxBytes if the roster is meant to be so large.");
    }

    [Fact]
    public async Task Nobody_listens()
    {
        var address = registrar.Roster;
        await registrar.DisposeAsync();

        (await Reading.FailureAsync(Reading.Http(address)))
            .ShouldBe($"{address} cannot be reached (ConnectionRefused). Look whether it runs and whether this machine may call it.");
    }

    [Fact]
    public async Task A_name_that_nobody_knows()
    {
        var read = await Reading.ReadAsync(
            Reading.Http(new("https://registrar.example.edu/roster")), resolve: (_, _) => Task.FromResult(Array.Empty<IPAddress>()));

        read.ShouldBe(new RosterRead.Failed(
            "https://registrar.example.edu/roster cannot be reached: the name registrar.example.edu is not known. "
                + "Correct the address of the roster, or look at this machine's name server."));
    }

    [Fact]
    public async Task A_certificate_that_nobody_signed_is_refused()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.UnixEpoch.AddYears(80));
        await using var secure = await Registrar.Start(CancellationToken.None, certificate: certificate);
        secure.Publish(Reading.OneCourse);

        (await Reading.FailureAsync(Reading.Http(secure.Roster))).ShouldBe(
            $"{secure.Roster} shows a certificate that this machine does not trust. "
                + "Renew it, or install the authority that signed it on this machine; it is never left unchecked.");
    }

    [Theory]
    [InlineData("ftp://registrar.example.edu/roster")]
    [InlineData("https://user:s3cret@registrar.example.edu/roster")]
    public async Task An_address_that_cannot_be_called_is_not_repeated(string address) =>
        (await Reading.FailureAsync(Reading.Http(new("https://x.example/")) with { Address = address }))
            .ShouldBe("the roster's address is no http or https address without a user. Correct the address of the roster.");

    [Fact]
    public async Task What_was_not_cancelled_by_time_is_cancelled_as_such()
    {
        registrar.Trouble = RegistrarTrouble.Silent;
        using var stop = new CancellationTokenSource();
        using var reader = new RosterReader(
            new(new Dictionary<string, SourceLogin>()),
            TimeProvider.System,
            Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
        var reading = reader.ReadAsync("campus", Reading.Name, Reading.Terms(Reading.Http(registrar.Roster)), null, stop.Token);
        await Eventually.Holds(() => registrar.Requests.Count == 1, "the registrar is asked");

        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => reading);
    }
}
