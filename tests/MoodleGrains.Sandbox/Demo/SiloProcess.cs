using System.Diagnostics;
using System.Net;
using System.Runtime.InteropServices;

namespace MoodleGrains.Sandbox.Demo;

/// <summary>A silo as a child process with its own data folder, which goes with it.</summary>
public sealed class SiloProcess : IAsyncDisposable
{
    private const int Terminate = 15;
    private static readonly TimeSpan startLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan stopLimit = TimeSpan.FromSeconds(20);

    private readonly Process process;
    private readonly StreamWriter log;
    private readonly string folder;

    private SiloProcess(Process process, StreamWriter log, string folder, string logPath, Uri address)
    {
        this.process = process;
        this.log = log;
        this.folder = folder;
        LogPath = logPath;
        Address = address;
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>Where its output goes.</summary>
    public string LogPath { get; }

    /// <summary>The silo as this build leaves it, beside the sandbox in the same repository.</summary>
    /// <returns>The path of the executable, whether or not it is there.</returns>
    public static string DefaultPath()
    {
        // tests/MoodleGrains.Sandbox/bin/<Configuration>/net10.0/
        var here = new DirectoryInfo(AppContext.BaseDirectory);
        var root = here.Parent!.Parent!.Parent!.Parent!.Parent!.FullName;
        return Path.Combine(root, "silo", "bin", here.Parent.Name, here.Name, OperatingSystem.IsWindows() ? "silo.exe" : "silo");
    }

    /// <summary>Starts a silo and waits until it is ready.</summary>
    /// <param name="executable">The program.</param>
    /// <param name="port">The port; 0 for a free one.</param>
    /// <param name="settings">Its environment variables, besides folder and address.</param>
    /// <param name="cancellationToken">Stops the start, and the silo.</param>
    /// <returns>The running silo.</returns>
    /// <exception cref="SiloFailedException">It is not there, stopped, or was not ready in time.</exception>
    public static async Task<SiloProcess> Start(
        string executable, int port, IReadOnlyDictionary<string, string> settings, CancellationToken cancellationToken)
    {
        if (!File.Exists(executable))
        {
            throw new SiloFailedException(
                $"There is no silo at {executable}: build it first (make demo does), or say where it is with --silo.");
        }

        if (port != 0 && !LoopbackPort.IsFree(port))
        {
            throw new SiloFailedException($"Port {port} is taken: end what listens there, or give another one with --port.");
        }

        // The database runs as another user where we are root: that user has to be able to enter.
        var folder = Directory.CreateTempSubdirectory("moodlegrains-demo-").FullName;
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        }

        var address = new Uri($"http://127.0.0.1:{(port == 0 ? LoopbackPort.Free() : port)}");
        var start = new ProcessStartInfo(executable, ["serve"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
            WorkingDirectory = Path.GetDirectoryName(executable)!,
        };
        start.Environment["DataFolder"] = Path.Combine(folder, "data");
        start.Environment["Urls"] = address.GetLeftPart(UriPartial.Authority);
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        var logPath = folder + ".log";
        var log = new StreamWriter(logPath) { AutoFlush = true };
        var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Write(log, line.Data);
        process.ErrorDataReceived += (_, line) => Write(log, line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var silo = new SiloProcess(process, log, folder, logPath, address);
        try
        {
            await silo.Ready(cancellationToken);
            return silo;
        }
        catch
        {
            await silo.DisposeAsync();
            throw;
        }
    }

    /// <summary>Removes the log, once nobody needs it.</summary>
    public void ForgetLog() => File.Delete(LogPath);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            _ = kill(process.Id, Terminate);
            using var limit = new CancellationTokenSource(stopLimit);
            try
            {
                await process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                await process.WaitForExitAsync(CancellationToken.None);
            }
        }

        process.Dispose();
        await log.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private async Task Ready(CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(2) };
        var started = Stopwatch.StartNew();
        while (started.Elapsed < startLimit)
        {
            if (process.HasExited)
            {
                throw new SiloFailedException($"The silo stopped with exit code {process.ExitCode}. What it said: {LogPath}");
            }

            if (await IsReady(http, cancellationToken))
            {
                return;
            }

            await Task.Delay(100, cancellationToken);
        }

        throw new SiloFailedException($"The silo was not ready within {startLimit.TotalSeconds} s. What it said: {LogPath}");
    }

    private static async Task<bool> IsReady(HttpClient http, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri("/health/ready", UriKind.Relative), cancellationToken);
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private static void Write(StreamWriter log, string? line)
    {
        if (line is not null)
        {
            lock (log)
            {
                log.WriteLine(line);
            }
        }
    }

    // .NET can end a process only with SIGKILL; the silo shall drain.
    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int kill(int pid, int signal);
}
