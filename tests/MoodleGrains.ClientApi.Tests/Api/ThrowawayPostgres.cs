using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace MoodleGrains.ClientApi.Tests.Api;

/// <summary>A PostgreSQL of its own for one test run: a socket in a short path under /tmp, no network, no fsync, gone afterwards.</summary>
public sealed class ThrowawayPostgres : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("mgapi").FullName;

    /// <summary>How to connect.</summary>
    public string ConnectionString => $"Host={folder};Username=mg;Database=postgres;Maximum Pool Size=40";

    public async Task Start()
    {
        if (Environment.IsPrivilegedProcess)
        {
            await Run("chown", "postgres", folder);
        }

        await Server("initdb", "-D", $"{folder}/data", "-U", "mg", "-A", "trust", "-E", "UTF8", "--locale=C", "-N");
        await Restart();
    }

    public Task Restart() => Server(
        "pg_ctl", "-D", $"{folder}/data", "-l", $"{folder}/log", "-w", "start",
        "-o", $"-c listen_addresses='' -k {folder} -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c "
            + $"timezone=Europe/Brussels");

    public Task Stop() => Server("pg_ctl", "-D", $"{folder}/data", "-m", "fast", "-w", "stop");

    public async Task Execute(string sql)
    {
        await using var connection = new NpgsqlConnection($"{ConnectionString};Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Stop();
        Directory.Delete(folder, recursive: true);
    }

    // PostgreSQL refuses to run as root.
    private Task Server(string tool, params string[] arguments)
    {
        var path = Path.Combine(Newest(), tool);
        return Environment.IsPrivilegedProcess
            ? Run("setpriv", ["--reuid=postgres", "--regid=postgres", "--clear-groups", path, .. arguments])
            : Run(path, arguments);
    }

    private static string Newest() =>
        Directory.GetDirectories("/usr/lib/postgresql")
            .Where(version => File.Exists(Path.Combine(version, "bin", "initdb")))
            .OrderByDescending(version => int.Parse(Path.GetFileName(version), CultureInfo.InvariantCulture))
            .Select(version => Path.Combine(version, "bin"))
            .First();

    // The server keeps what it inherits: it must not hold the pipes of the test run.
    private async Task Run(string file, params string[] arguments)
    {
        var said = Path.Combine(folder, "said");
        using var process = Process.Start(
            new ProcessStartInfo("/bin/sh", ["-c", "exec \"$@\" >\"$0\" 2>&1 </dev/null", said, file, .. arguments])
            {
                WorkingDirectory = "/"
            })!;
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, $"{file} {string.Join(' ', arguments)}: {await File.ReadAllTextAsync(said)}");
    }
}
