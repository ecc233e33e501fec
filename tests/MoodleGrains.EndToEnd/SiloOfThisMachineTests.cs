using System.Net;
using System.Net.Http.Headers;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using MoodleGrains.ClientApi.Access;
using MoodleGrains.Silo.Tests;

namespace MoodleGrains.EndToEnd;

/// <summary>Commands that change something call a silo: that of this machine without any flag, another by address and key.</summary>
[Collection(CampusCollection.Name)]
public sealed class SiloOfThisMachineTests(CampusSilo campus)
{
    private const string Nowhere = "Host=127.0.0.1;Port=1;Username=nobody;Password=none;Database=none;Timeout=1";

    private readonly TestSilo silo = campus.Silo;

    [Fact]
    public async Task A_command_on_the_silos_machine_needs_no_flags_and_not_the_database()
    {
        var settings = new Dictionary<string, string> { ["DataFolder"] = silo.DataFolder, ["ConnectionStrings__Postgres"] = Nowhere };

        var paused = await SiloCommand.Run(silo.DataFolder, settings, "pause", "mail");

        (paused.ExitCode, paused.Error).ShouldBe((0, ""));
        paused.Out.ShouldContain("mail is paused");
        (await campus.Database.Scalar<string>("select by from mg_pauses where part = 'mail'")).ShouldBe(
            $"{Environment.UserName}@{Environment.MachineName}");
        (await SiloCommand.Run(silo.DataFolder, settings, "resume", "mail")).Out.ShouldContain("mail goes on.");
    }

    [Fact]
    public async Task The_key_is_in_a_file_for_its_owner_only_which_goes_with_the_silo_and_counts_for_nothing_after_a_crash()
    {
        await using var other = await TestSilo.Ready(campus.ConnectionString);
        File.GetUnixFileMode(Note(other)).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        (await other.Stop()).ShouldBe(0);
        Directory.GetFiles(Path.Combine(other.DataFolder, "silos")).ShouldBeEmpty();

        other.Start();
        await other.IsReady();
        await other.Kill();
        File.Exists(Note(other)).ShouldBeTrue("nobody was there to remove it");
        var said = await other.Run("pause", "mail");
        (said.ExitCode, said.Out).ShouldBe((1, ""));
        said.Error.Trim().Split('\n').ShouldHaveSingleItem().ShouldStartWith("No silo is at work on this machine: ");
    }

    [Fact]
    public async Task The_key_of_this_machine_opens_nothing_from_elsewhere_or_through_a_proxy_and_is_not_logged()
    {
        await using var other = TestSilo.With(
            campus.ConnectionString, ("Urls", $"http://0.0.0.0:{FreePort()}"), ("Logging__LogLevel__Default", "Trace"),
            ("Logging__LogLevel__Microsoft", "Trace"));
        other.Start();
        await Eventually.Holds(
            () => Directory.Exists(Path.Combine(other.DataFolder, "silos")) && Notes(other).Length == 1,
            "the silo is at work",
            seconds: 300);
        var (address, key) = Access(other);
        address.Host.ShouldBe("127.0.0.1");

        (await Resume(address, key)).ShouldBe(HttpStatusCode.OK);
        foreach (var header in (string[])["X-Forwarded-For", "Forwarded", "Via"])
        {
            (await Resume(address, key, header)).ShouldBe(HttpStatusCode.Unauthorized, header);
        }

        (await Resume(address, key + "x")).ShouldBe(HttpStatusCode.Unauthorized);
        foreach (var outside in OwnAddresses())
        {
            (await Resume(new UriBuilder(address) { Host = outside }.Uri, key)).ShouldBe(HttpStatusCode.Unauthorized, outside);
        }

        (await other.Run("resume", "mail")).ExitCode.ShouldBe(0);
        other.Output.ShouldNotContain(key);
    }

    [Fact]
    public async Task From_elsewhere_address_and_key_are_given_as_options_or_by_the_environment()
    {
        var (boss, clerk) = (ApiKey.New(), ApiKey.New());
        await using var other = await TestSilo.Ready(
            campus.ConnectionString,
            ("ApiKeys__boss__Hash", boss.Hash), ("ApiKeys__boss__Scopes__0", "admin"),
            ("ApiKeys__clerk__Hash", clerk.Hash), ("ApiKeys__clerk__Scopes__0", "read:*"));
        var url = other.Address.GetLeftPart(UriPartial.Authority);
        var elsewhere = Directory.CreateTempSubdirectory("elsewhere").FullName;
        try
        {
            var paused = await Run([], "pause", "mail", "--url", url, "--key", boss.Key);
            (paused.ExitCode, paused.Error).ShouldBe((0, ""));
            (await campus.Database.Scalar<string>("select by from mg_pauses where part = 'mail'")).ShouldBe("boss");
            var environment = new Dictionary<string, string> { ["MOODLEGRAINS_URL"] = url, ["MOODLEGRAINS_KEY"] = boss.Key };
            (await Run(environment, "resume", "mail")).Out.ShouldContain("mail goes on.");

            await Refuses(2, "does not accept the key of --key", [], "pause", "mail", "--url", url, "--key", "mgk_wrong");
            await Refuses(2, "does not let the key of MOODLEGRAINS_KEY do this", new() { ["MOODLEGRAINS_KEY"] = clerk.Key }, "pause",
                "mail", "--url", url);
            await Refuses(2, "give --key or MOODLEGRAINS_KEY", [], "pause", "mail", "--url", url);
            await Refuses(2, "'grains' is no address", [], "pause", "mail", "--url", "grains", "--key", boss.Key);
            await Refuses(2, "There is no part 'discrod'", environment, "pause", "discrod");
            (await other.Stop()).ShouldBe(0);
            await Refuses(1, $"No silo answers at {url}/: ", environment, "pause", "mail");
        }
        finally
        {
            Directory.Delete(elsewhere, recursive: true);
        }

        Task<Said> Run(Dictionary<string, string> settings, params string[] arguments) => SiloCommand.Run(elsewhere, settings, arguments);

        async Task Refuses(int exitCode, string why, Dictionary<string, string> settings, params string[] arguments)
        {
            var said = await Run(settings, arguments);
            (said.ExitCode, said.Out).ShouldBe((exitCode, ""), said.Error);
            said.Error.Trim().Split('\n').ShouldHaveSingleItem().ShouldContain(why);
            said.Error.ShouldNotContain("mgk_");
        }
    }

    [Fact]
    public async Task Where_the_database_is_shared_and_no_silo_is_here_none_is_started()
    {
        await using var none = TestSilo.With(campus.ConnectionString);

        var said = await none.Run("pause", "mail");

        (said.ExitCode, said.Out).ShouldBe((1, ""));
        said.Error.Trim().Split('\n').ShouldHaveSingleItem().ShouldContain(
            "give the address of one with --url and an API key with --key (MOODLEGRAINS_URL, MOODLEGRAINS_KEY)");
    }

    [Fact]
    public async Task Where_the_database_is_private_and_no_silo_is_at_work_one_is_started_for_the_command()
    {
        await using var none = TestSilo.With(null);
        Directory.CreateDirectory(none.DataFolder);
        var file = Path.Combine(none.DataFolder, "rules.json");
        await File.WriteAllTextAsync(
            file, """{ "rules": [{ "site": "campus", "name": "all", "scope": { "kind": "site" }, "channel": "1100000000000000001" }] }""");

        var applied = await none.Run("apply", "-f", file);

        applied.ExitCode.ShouldBe(0, applied.Error);
        applied.Error.Trim().Split('\n').ShouldHaveSingleItem().ShouldBe(
            $"No silo is at work on {none.DataFolder}: one is started for this command.");
        applied.Out.Trim().Split('\n').Length.ShouldBe(3, applied.Out);
        Notes(none).ShouldBeEmpty("it was stopped");
        (await none.Run("rule", "list")).Out.ShouldContain("campus/all");
        (await none.Run("stream", "rule-campus-all", "--json")).Out.ShouldContain("\"command line\"");
    }

    private static async Task<HttpStatusCode> Resume(Uri address, string key, string? header = null)
    {
        using var http = new HttpClient { BaseAddress = address };
        using var request = new HttpRequestMessage(HttpMethod.Delete, "/api/v1/pauses?part=mail");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        if (header is not null)
        {
            request.Headers.TryAddWithoutValidation(header, "1.1 192.0.2.7");
        }

        using var answer = await http.SendAsync(request);
        return answer.StatusCode;
    }

    private static string[] Notes(TestSilo silo) => Directory.GetFiles(Path.Combine(silo.DataFolder, "silos"), "*.json");

    private static string Note(TestSilo silo) => Notes(silo).ShouldHaveSingleItem();

    private static (Uri Address, string Key) Access(TestSilo silo)
    {
        var local = JsonNode.Parse(File.ReadAllText(Note(silo)))!["Local"]!;
        return (new(local["Address"]!.GetValue<string>()), local["Key"]!.GetValue<string>());
    }

    private static IEnumerable<string> OwnAddresses() => NetworkInterface.GetAllNetworkInterfaces()
        .Where(network => network.OperationalStatus == OperationalStatus.Up)
        .SelectMany(network => network.GetIPProperties().UnicastAddresses)
        .Select(unicast => unicast.Address)
        .Where(address => address.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(address))
        .Select(address => address.ToString());

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
