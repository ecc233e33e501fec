using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using MoodleGrains.ClientApi.Access;
using MoodleGrains.Silo.PrivatePostgres;
using MoodleGrains.Silo.Tests;
using MoodleGrains.Silo.Tests.PrivatePostgres;

namespace MoodleGrains.EndToEnd;

/// <summary>
/// A silo as a process of its own, with an address and a data folder that stay over its restarts. What is left of it goes with
/// it, however the test ends.
/// </summary>
internal sealed class TestSilo : IAsyncDisposable
{
    public const string Key = "hook-key-of-the-campus-1";

    private static readonly ApiKey Reader = ApiKey.New();

    private readonly string folder = TestFolder.Make();
    private readonly Dictionary<string, string> settings;
    private readonly StringBuilder output = new();
    private Process? process;
    private bool asked;

    private TestSilo(Dictionary<string, string> settings)
    {
        this.settings = settings;
        Address = new Uri($"http://127.0.0.1:{FreePort()}");
        settings.TryAdd("Urls", Address.GetLeftPart(UriPartial.Authority));
        settings["DataFolder"] = Path.Combine(folder, "data");
        Anybody = new HttpClient { BaseAddress = Address };
        Api = new HttpClient { BaseAddress = Address };
        Api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Reader.Key);
    }

    /// <summary>The key of <see cref="Api"/>.</summary>
    public static string ApiKeyShown => Reader.Key;

    public Uri Address { get; }

    public string DataFolder => settings["DataFolder"];

    /// <summary>Without a key.</summary>
    public HttpClient Anybody { get; }

    /// <summary>With a key that reads every site.</summary>
    public HttpClient Api { get; }

    public int Id => process!.Id;

    public bool HasExited => process!.HasExited;

    public bool IsRunning => process is { HasExited: false };

    /// <summary>Whether it has exited without having been killed or stopped.</summary>
    public bool EndedByItself => HasExited && !asked;

    /// <summary>All that every process of it has written so far, both streams.</summary>
    public string Output
    {
        get
        {
            lock (output)
            {
                return output.ToString();
            }
        }
    }

    /// <summary>The last of <see cref="Output"/>.</summary>
    public string LastSaid => Output is { Length: > 4000 } output ? output[^4000..] : Output;

    /// <summary>The last line of <see cref="Output"/>.</summary>
    public string LastLine => Output.TrimEnd().Split('\n')[^1];

    /// <summary>A silo that is ready.</summary>
    /// <param name="connectionString">The database; null for a private one in its data folder.</param>
    /// <param name="settings">Further settings, as environment variables.</param>
    public static async Task<TestSilo> Ready(string? connectionString, params (string Name, string Value)[] settings)
    {
        var silo = With(connectionString, settings);
        try
        {
            silo.Start();
            await silo.IsReady();
            return silo;
        }
        catch
        {
            await silo.DisposeAsync();
            throw;
        }
    }

    /// <summary>A silo that is not started.</summary>
    public static TestSilo With(string? connectionString, params (string Name, string Value)[] settings)
    {
        var all = new Dictionary<string, string>
        {
            ["Sites__campus__Webhooks__Key__0"] = Key,
            ["Sites__campus__Webhooks__Rate"] = "0",
            ["Sites__annex__Webhooks__Key"] = Key,
            ["ApiKeys__test__Hash"] = Reader.Hash,
            ["ApiKeys__test__Scopes__0"] = "read:*",
        };
        if (connectionString is not null)
        {
            all["ConnectionStrings__Postgres"] = connectionString;
        }

        foreach (var (name, value) in settings)
        {
            all[name] = value;
        }

        return new(all);
    }

    public void Start()
    {
        process?.Dispose();
        asked = false;
        process = new Process { StartInfo = SiloProgramFile.Start(folder, settings) };
        process.OutputDataReceived += (_, line) => Note(line.Data);
        process.ErrorDataReceived += (_, line) => Note(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public Task IsReady() => Eventually.Holds(
        async () =>
        {
            HasExited.ShouldBeFalse($"The silo stopped by itself:\n{Output}");
            return await Answers();
        },
        "the silo was ready",
        seconds: 300);

    /// <summary>Whether it is ready.</summary>
    public async Task<bool> Answers()
    {
        try
        {
            using var late = new CancellationTokenSource(TimeSpan.FromSeconds(5));
            using var answer = await Anybody.GetAsync(new Uri("/health/ready", UriKind.Relative), late.Token);
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception away) when (away is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Ends it as a power cut would.</summary>
    public async Task Kill()
    {
        asked = true;
        Signals.Send(Id, Signals.Kill);
        await process!.WaitForExitAsync();
    }

    /// <summary>Stops it where it stands, as an overloaded or suspended machine does.</summary>
    public void Freeze() => Signals.Send(Id, Signals.Stop);

    /// <summary>Lets it go on.</summary>
    public void Thaw() => Signals.Send(Id, Signals.Continue);

    /// <summary>Waits until it ends by itself.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> Ends()
    {
        await Eventually.Holds(() => HasExited, "the silo ended", seconds: 300);
        await process!.WaitForExitAsync();
        return process.ExitCode;
    }

    /// <summary>Asks it to stop.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> Stop()
    {
        asked = true;
        Signals.Send(Id, Signals.Terminate);
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await process!.WaitForExitAsync(late.Token);
        return process.ExitCode;
    }

    /// <summary>Runs a command of the program with this silo's configuration.</summary>
    public Task<Said> Run(params string[] arguments) => SiloCommand.Run(folder, settings, arguments);

    public async ValueTask DisposeAsync()
    {
        if (process is { HasExited: false })
        {
            if (settings.ContainsKey("ConnectionStrings__Postgres"))
            {
                await Kill();
            }
            else
            {
                await Stop();
            }
        }

        process?.Dispose();
        Anybody.Dispose();
        Api.Dispose();
        TestFolder.Remove(folder);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private void Note(string? line)
    {
        if (line is not null)
        {
            lock (output)
            {
                output.AppendLine(line);
            }
        }
    }
}
