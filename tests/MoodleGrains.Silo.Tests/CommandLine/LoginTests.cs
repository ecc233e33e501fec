using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using MoodleGrains.Sandbox.Serving;
using MoodleGrains.Sandbox.WebService;
using MoodleGrains.Silo.CommandLine;
using MoodleGrains.Silo.Moodle.Client;
using MoodleGrains.Silo.PrivatePostgres;
using MoodleGrains.Silo.Tests.Moodle;
using MoodleGrains.Silo.Tests.PrivatePostgres;

namespace MoodleGrains.Silo.Tests.CommandLine;

/// <summary><c>silo login</c> against the sandbox's Moodle.</summary>
public sealed partial class LoginTests : IAsyncLifetime, IDisposable
{
    private const long Ada = 3;

    private readonly SandboxSite sandbox = new();
    private readonly string folder = TestFolder.Make();

    private string File => Path.Combine(folder, "tokens", "campus");

    private string UserName => sandbox.Academy.University.Users[Ada].UserName;

    public Task InitializeAsync() => sandbox.InitializeAsync();

    public async Task DisposeAsync()
    {
        await sandbox.DisposeAsync();
        TestFolder.Remove(folder);
    }

    public void Dispose() => sandbox.Dispose();

    [Fact]
    public async Task By_password_the_token_is_tried_and_stored_for_its_owner_alone()
    {
        var told = await Login(new StringReader(Accounts.Password + "\n"), "--username", UserName);

        told.ExitCode.ShouldBe(0, told.Error);
        told.Output.ShouldContain($"the token is that of {UserName} (user 3)");
        told.Output.ShouldContain("Restart a running silo: it does not know yet");
        Stored().ShouldBe(sandbox.StandIn.Service.Accounts.TokenOf(Ada));
        System.IO.File.GetUnixFileMode(File).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        (told.Output + told.Error).ShouldNotContain(Accounts.Password);
        (told.Output + told.Error).ShouldNotContain(Stored());
    }

    [Fact]
    public async Task In_a_browser_the_address_that_comes_back_is_pasted_and_its_signature_looked_at()
    {
        sandbox.StandIn.Service.Accounts.InBrowser = Ada;

        var told = await Login(output => new Browser(output), "--browser");

        told.ExitCode.ShouldBe(0, told.Error);
        Stored().ShouldBe(sandbox.StandIn.Service.Accounts.TokenOf(Ada));
        told.Output.ShouldNotContain(Stored());
    }

    [Fact]
    public async Task The_address_of_another_login_is_refused_and_nothing_is_stored()
    {
        var other = Convert.ToBase64String(
            Encoding.ASCII.GetBytes($"{new string('0', 32)}:::{sandbox.StandIn.Service.Accounts.TokenOf(Ada)}"));

        var told = await Login(new StringReader($"moodlemobile://token={other}\n"), "--browser");

        told.ExitCode.ShouldBe(1);
        told.Error.ShouldContain("That address answers another login");
        System.IO.File.Exists(File).ShouldBeFalse();
    }

    [Fact]
    public async Task A_key_from_Moodles_own_page_is_stored_with_the_day_it_ends()
    {
        var key = sandbox.StandIn.Service.Accounts.TokenOf(Ada);

        var told = await Login(new StringReader(key + "\n"), "--token", "--until", "2027-02-28");

        told.ExitCode.ShouldBe(0, told.Error);
        System.IO.File.ReadAllText(File).ShouldBe($"{key}\nuntil 2027-02-28\n");
    }

    [Theory]
    [InlineData("wrong password\n", 1, "LoginRefused (invalidlogin)")]
    [InlineData("", 2, "Password: it is empty")]
    public async Task What_is_refused_stores_nothing(string input, int exitCode, string why)
    {
        var told = await Login(new StringReader(input), "--username", UserName);

        told.ExitCode.ShouldBe(exitCode);
        told.Error.ShouldContain(why);
        told.Error.ShouldContain("Nothing was stored.");
        System.IO.File.Exists(File).ShouldBeFalse();
    }

    [Fact]
    public async Task A_running_silo_takes_another_token_up_by_itself()
    {
        await Login(new StringReader(Accounts.Password + "\n"), "--username", UserName);
        await using var sites = MoodleSites.Open(SiteAccount.Read(Configuration(), []), TimeProvider.System, NullLoggerFactory.Instance);
        var site = sites.Find("campus")!;
        (await site.InfoAsync(default)).UserId.ShouldBe(Ada);
        sandbox.StandIn.Service.Accounts.Lose(Stored());
        (await Campus.Fault(() => site.InfoAsync(default))).Remedy.ShouldContain("silo login campus");

        var told = await Login(
            new StringReader(Accounts.Password + "\n"),
            "--username",
            sandbox.Academy.University.Users[Ada + 1].UserName);

        told.Output.ShouldContain("A running silo takes it up by itself.");
        (await site.InfoAsync(default)).UserId.ShouldBe(Ada + 1);
    }

    [Fact]
    public async Task A_token_of_the_settings_that_is_refused_is_replaced_by_the_stored_one()
    {
        await Login(new StringReader(Accounts.Password + "\n"), "--username", UserName);
        await using var sites = MoodleSites.Open(
            SiteAccount.Read(Configuration(("Sites:campus:Token", "0000")), []), TimeProvider.System, NullLoggerFactory.Instance);

        (await sites.Find("campus")!.InfoAsync(default)).UserId.ShouldBe(Ada);
    }

    private string Stored() => System.IO.File.ReadAllLines(File)[0];

    private string Url => sandbox.StandIn.Address.GetLeftPart(UriPartial.Authority);

    private IConfigurationRoot Configuration(params (string Name, string Value)[] more) => new ConfigurationBuilder().AddInMemoryCollection(
        [new("Sites:campus:Url", Url), new("DataFolder", folder), .. more.Select(
            one => KeyValuePair.Create(one.Name, (string?)one.Value))]).Build();

    private Task<Told> Login(TextReader input, params string[] arguments) => Login(_ => input, arguments);

    private async Task<Told> Login(Func<StringWriter, TextReader> input, params string[] arguments)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var exitCode = await SiloProgram.Run(
            ["login", "campus", .. arguments, $"--Sites:campus:Url={Url}", $"--DataFolder={folder}"], new FakeParts(),
            new(output, error, terminal: null, input(output)), TimeProvider.System);
        return new(exitCode, output.ToString(), error.ToString());
    }

    /// <summary>A person who opens the address that was printed, and copies the link that Moodle shows.</summary>
    private sealed partial class Browser(StringWriter printed) : TextReader
    {
        public override async ValueTask<string?> ReadLineAsync(CancellationToken cancellationToken)
        {
            using var http = new HttpClient();
            var page = await http.GetStringAsync(new Uri(Address().Match(printed.ToString()).Value), cancellationToken);
            return WebUtility.HtmlDecode(Link().Match(page).Groups[1].Value);
        }

        [GeneratedRegex(@"http://\S+/admin/tool/mobile/launch\.php\S+")]
        private static partial Regex Address();

        [GeneratedRegex("href=\"([^\"]+)\"")]
        private static partial Regex Link();
    }
}
