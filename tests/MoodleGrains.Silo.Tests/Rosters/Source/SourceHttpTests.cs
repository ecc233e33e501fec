using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using MoodleGrains.Rosters;
using MoodleGrains.Sandbox.Rosters;
using MoodleGrains.Silo.Rosters.Source;
using MoodleGrains.Silo.Tests.Database;

namespace MoodleGrains.Silo.Tests.Rosters;

public sealed class SourceHttpTests : IAsyncLifetime
{
    private static readonly Func<string, CancellationToken, Task<IPAddress[]>> ToLoopback = (_, _) => Task.FromResult(
        new[] { IPAddress.Loopback });

    private Registrar registrar = null!;

    public async Task InitializeAsync()
    {
        registrar = await Registrar.Start(CancellationToken.None);
        registrar.Publish(Reading.OneCourse);
    }

    public async Task DisposeAsync() => await registrar.DisposeAsync();

    [Theory]
    [InlineData(null)]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task A_body_comes_as_it_was_published_however_it_is_packed(string? packing)
    {
        registrar.Packing = packing;

        Encoding.UTF8.GetString((await BodyAsync(Reading.Http(registrar.Roster))).Bytes).ShouldBe(Reading.OneCourse);
    }

    [Fact]
    public async Task A_body_that_did_not_change_is_not_sent_again()
    {
        var first = await BodyAsync(Reading.Http(registrar.Roster));
        var second = await BodyAsync(Reading.Http(registrar.Roster), first);
        registrar.Publish(Reading.OneCourse.Replace("ada", "bob", StringComparison.Ordinal));
        var third = await BodyAsync(Reading.Http(registrar.Roster), second);

        second.ShouldBeSameAs(first);
        first.Etag!.ShouldEndWith(registrar.Requests[1].Headers["If-None-Match"]);
        Encoding.UTF8.GetString(third.Bytes).ShouldContain("bob");
    }

    [Theory]
    [InlineData("roster", RosterSource.Csv)]
    [InlineData("roster?term=2", RosterSource.Json)]
    public async Task A_body_of_another_source_is_not_taken_for_this_one(string path, string format)
    {
        var last = await BodyAsync(Reading.Http(registrar.Roster));

        await Reading.ReadAsync(Reading.Http(new(registrar.Address, path), format), last);

        registrar.Requests[^1].Headers.ContainsKey("If-None-Match").ShouldBeFalse();
    }

    [Fact]
    public async Task A_table_whose_length_nobody_tells_is_refused()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var answered = AnswerAsync();
        var address = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/roster");

        (await Reading.FailureAsync(Reading.Http(address, RosterSource.Csv))).ShouldBe(
            $"{address} does not say how long it is: a table that was cut could not be told from a whole one. "
                + "Let the registrar's system send a Content-Length, or JSON.");
        await answered;

        async Task AnswerAsync()
        {
            using var socket = await listener.AcceptSocketAsync();
            await socket.ReceiveAsync(new byte[4096]);
            await socket.SendAsync(
                "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\ncourse_shortname,course_name,username,role\r\nA,Alpha,ada,"u8.ToArray());
        }
    }

    [Theory]
    [InlineData("Authorization", "Bearer t0ken", "Token", "t0ken")]
    [InlineData("Authorization", "Basic c2lsbzpww6Rzcw==", "Username", "silo", "Password", "päss")]
    [InlineData("X-Api-Key", "k3y", "Header", "X-Api-Key", "HeaderValue", "k3y")]
    public async Task Each_kind_of_login_opens(string header, string value, params string[] settings)
    {
        registrar.Login = (header, value);
        var login = settings.Chunk(2).Select(pair => (pair[0], pair[1])).ToArray();

        (await Reading.ReadAsync(Reading.Http(registrar.Roster))).ShouldBeOfType<RosterRead.Failed>().Reason.ShouldContain("answered 401");
        (await Reading.ReadAsync(Reading.Http(registrar.Roster), settings: login)).ShouldBeOfType<RosterRead.Read>();
    }

    [Fact]
    public async Task Five_redirects_are_followed_and_the_login_goes_along_on_the_same_host()
    {
        registrar.Login = ("Authorization", "Bearer t0ken");

        (await Reading.ReadAsync(Reading.Http(new(registrar.Address, "hop/5")), settings: ("Token", "t0ken")))
            .ShouldBeOfType<RosterRead.Read>();
        (await Reading.ReadAsync(Reading.Http(new(registrar.Address, "hop/6")), settings: ("Token", "t0ken")))
            .ShouldBe(new RosterRead.Failed(
                $"{registrar.Address}hop/1 redirects again, after 5 redirects. Correct the address of the roster: write the one that "
                    + $"answers with it."));
    }

    [Fact]
    public async Task A_roster_that_was_moved_to_another_host_does_not_get_the_login()
    {
        var read = await Reading.ReadAsync(
            Reading.Http(registrar.Address),
            settings: [("Token", "t0ken"), ("Host", "registrar.example.edu")]);

        read.ShouldBe(new RosterRead.Failed(
            $"{registrar.Address} is not at registrar.example.edu, which alone gets the login of Rosters:students. Correct the roster's "
                + $"address, or Rosters:students:Host."));
        registrar.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_login_is_never_sent_to_another_host_and_each_connection_is_judged()
    {
        await using var other = await Registrar.Start(CancellationToken.None);
        other.Publish(Reading.OneCourse);
        registrar.RedirectsTo = $"http://other.example:{other.Address.Port}/roster";
        ConcurrentQueue<string> asked = new();

        var read = await Reading.ReadAsync(
            Reading.Http(new($"http://registrar.example:{registrar.Address.Port}/to")),
            resolve: (host, cancellationToken) =>
            {
                asked.Enqueue(host);
                return ToLoopback(host, cancellationToken);
            },
            settings: [("Token", "t0ken"), ("Host", "registrar.example")]);

        read.ShouldBeOfType<RosterRead.Read>();
        registrar.Requests.ShouldHaveSingleItem().Headers["Authorization"].ShouldBe("Bearer t0ken");
        other.Requests.ShouldHaveSingleItem().Headers.ContainsKey("Authorization").ShouldBeFalse();
        asked.ShouldBe(["registrar.example", "other.example"]);
    }

    [Theory]
    [InlineData("10.0.0.7")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("fd00:ec2::254")]
    public async Task A_private_address_is_refused_unless_it_is_allowed(string address)
    {
        var read = await Reading.ReadAsync(
            Reading.Http(new("http://registrar.example/roster"), allowPrivate: false), resolve: (_, _) => Task.FromResult(
                new[] { IPAddress.Parse(address) }));

        read.ShouldBe(new RosterRead.Failed(
            $"http://registrar.example/roster is at {address}, which is not public. Set source.allowPrivate if the roster is meant to come "
                + $"from inside."));
    }

    [Theory]
    [InlineData("http://127.0.0.1/")]
    [InlineData("http://2130706433/")]
    [InlineData("http://0x7f.1/")]
    [InlineData("http://[::1]/")]
    [InlineData("http://localhost/")]
    public async Task This_machine_is_refused_however_it_is_written(string address) =>
        (await Reading.ReadAsync(Reading.Http(new(address), allowPrivate: false))).ShouldBeOfType<RosterRead.Failed>().Reason
            .ShouldContain("which is not public");

    [Fact]
    public async Task No_secret_of_the_address_or_the_login_is_in_reasons_logs_or_traces()
    {
        ConcurrentQueue<string> traced = new();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "System.Net.Http",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => traced.Enqueue(string.Join(' ', activity.TagObjects.Select(tag => $"{tag.Key}={tag.Value}"))),
        };
        ActivitySource.AddActivityListener(listener);
        var log = new HeardLogger<RosterReader>();
        using var reader = new RosterReader(
            RosterSettings.Read(Reading.Configured(("Token", "s3cret-token")), []), TimeProvider.System, log);
        registrar.Trouble = RegistrarTrouble.Forbidden;
        var source = Reading.Http(new(registrar.Address, "roster?key=s3cret-key"));

        var read = await reader.ReadAsync("campus", Reading.Name, Reading.Terms(source), null, CancellationToken.None);

        registrar.Requests.ShouldHaveSingleItem().Target.ShouldBe("/roster?key=s3cret-key");
        traced.ShouldContain(tags => tags.Contains(registrar.Roster.AbsoluteUri, StringComparison.Ordinal));
        string[] told = [read.ToString()!, .. log.Warnings, .. traced];
        log.Warnings.ShouldHaveSingleItem();
        told.ShouldAllBe(text => !text.Contains("s3cret", StringComparison.Ordinal));
    }

    private static async Task<RosterBody> BodyAsync(RosterSource source, RosterBody? last = null) =>
        (await Reading.ReadAsync(source, last)).ShouldBeOfType<RosterRead.Read>().Body;
}
