using System.Diagnostics;

namespace MoodleGrains.Silo.PrivatePostgres;

/// <summary>Runs a program of the system to its end. Nothing passes through a shell.</summary>
internal static class Tool
{
    private static readonly string[] SystemFolders = ["/usr/bin", "/bin", "/usr/sbin", "/sbin", "/usr/local/bin"];

    /// <summary>What a program said.</summary>
    internal sealed record Result(int ExitCode, string Output, string Error)
    {
        public bool Ok => ExitCode == 0;

        /// <summary>The last line it wrote, for a message of one line.</summary>
        public string LastLine => (Error.Trim() is { Length: > 0 } error ? error : Output.Trim()).Split('\n')[^1].Trim();
    }

    /// <summary>Where a program stands; null if it is not installed.</summary>
    internal static string? Find(string name)
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        return path.Concat(SystemFolders).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
    }

    internal static async Task<Result> Run(IReadOnlyList<string> command, CancellationToken cancellationToken)
    {
        var program = command[0].Contains('/', StringComparison.Ordinal) ? command[0] : Find(command[0])
            ?? throw new PrivatePostgresException($"The program '{command[0]}' is not installed. Install it with apt-get.");
        var start = new ProcessStartInfo(program)
        {
            // The unprivileged user may not be allowed to stand where we stand.
            WorkingDirectory = "/",
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var argument in command.Skip(1))
        {
            start.ArgumentList.Add(argument);
        }

        // PGDATA, PGPORT and the like of our surroundings are meant for another server.
        foreach (var name in start.Environment.Keys.Where(key => key.StartsWith("PG", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["LC_ALL"] = "C";
        using var process = Process.Start(start) ?? throw new PrivatePostgresException($"{program} did not start.");
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        try
        {
            await process.WaitForExitAsync(cancellationToken);
            return new Result(process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: false);
            throw;
        }
    }
}
