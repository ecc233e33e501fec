using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using MoodleGrains.Rosters;
using MoodleGrains.Silo.Rosters.Source;

namespace MoodleGrains.Silo.Tests.Rosters;

/// <summary>Rosters through a proxy, which looks names up itself.</summary>
public sealed class SourceProxyTests : IAsyncLifetime
{
    private readonly SmallProxy proxy = SmallProxy.Start(Reading.OneCourse);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await proxy.DisposeAsync();

    [Fact]
    public async Task A_public_source_is_read_through_the_proxy_whose_own_address_may_be_private()
    {
        (await Read("http://registrar.example.edu/roster", "8.8.8.8")).ShouldBeOfType<RosterRead.Read>().Wanted.Courses.Count.ShouldBe(1);

        proxy.Asked.ShouldBe(["GET http://registrar.example.edu/roster"]);
    }

    [Fact]
    public async Task A_secure_source_is_asked_of_the_proxy_as_a_tunnel_by_its_name()
    {
        await Read("https://registrar.example.edu/roster", "8.8.8.8");

        proxy.Asked.ShouldBe(["CONNECT registrar.example.edu:443"]);
    }

    [Theory]
    [InlineData("10.0.0.1")]
    [InlineData("169.254.169.254")]
    public async Task A_name_with_a_private_address_is_not_asked_of_the_proxy(string address)
    {
        (await Read("http://inside.example.edu/roster", "8.8.8.8", address)).ShouldBeOfType<RosterRead.Failed>().Reason
            .ShouldContain("is not public");

        proxy.Asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_private_address_in_numbers_is_not_asked_of_the_proxy_either()
    {
        (await Read("http://169.254.169.254/latest/meta-data")).ShouldBeOfType<RosterRead.Failed>().Reason
            .ShouldContain("169.254.169.254, which is not public");

        proxy.Asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_name_that_only_the_proxy_knows_is_asked_for_only_if_the_configuration_names_it()
    {
        (await Read("http://registrar.example.edu/roster")).ShouldBeOfType<RosterRead.Failed>().Reason.ShouldContain(
            "Set Rosters:students:Host to registrar.example.edu");
        proxy.Asked.ShouldBeEmpty();

        var named = new RosterSettings(new Dictionary<string, SourceLogin>())
        {
            Hosts = new Dictionary<string, string> { [Reading.Name] = "registrar.example.edu" }
        };
        (await Read(named, "http://registrar.example.edu/roster")).ShouldBeOfType<RosterRead.Read>();
    }

    [Fact]
    public async Task What_the_proxy_does_not_take_is_judged_and_called_as_before()
    {
        (await Read("http://127.0.0.1:1/roster", "127.0.0.1")).ShouldBeOfType<RosterRead.Failed>().Reason.ShouldContain("is not public");

        proxy.Asked.ShouldBeEmpty();
    }

    private Task<RosterRead> Read(string address, params string[] addresses) =>
        Read(new RosterSettings(new Dictionary<string, SourceLogin>()), address, addresses);

    private async Task<RosterRead> Read(RosterSettings settings, string address, params string[] addresses)
    {
        using var reader = new RosterReader(
            settings, TimeProvider.System, NullLogger.Instance, Resolve, new WebProxy(proxy.Address) { BypassList = [@"127\.0\.0\.1:1$"] });
        return await reader.ReadAsync(
            "campus",
            Reading.Name,
            Reading.Terms(Reading.Http(new(address), allowPrivate: false)),
            null,
            default);

        Task<IPAddress[]> Resolve(string host, CancellationToken cancellationToken) =>
            IPAddress.TryParse(host, out var given) ? Task.FromResult<IPAddress[]>([given])
            : addresses.Length == 0 ? Task.FromException<IPAddress[]>(new SocketException((int)SocketError.HostNotFound))
            : Task.FromResult(Array.ConvertAll(addresses, IPAddress.Parse));
    }
}
