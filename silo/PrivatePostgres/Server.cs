using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace MoodleGrains.Silo.PrivatePostgres;

/// <summary>Makes, starts and stops the server of one folder. The caller holds the folder's lock.</summary>
internal sealed class Server(InstanceFolder folder, PostgresBinaries binaries, PrivatePostgresSettings settings, ILogger logger)
{
    private const string Database = "moodlegrains";
    private const string Superuser = "postgres";

    public string ConnectionString => Connection(Database);

    /// <summary>Makes the database files on first use, in a folder that gets its name only when they are whole.</summary>
    public async Task Initialise(CancellationToken cancellationToken)
    {
        if (folder.Exists)
        {
            return;
        }

        logger.LogInformation("Initialising a private PostgreSQL {Major} in {Folder}.", binaries.Major, folder.Data);
        var unfinished = folder.Data + ".new";
        var result = await Initdb(unfinished, "C.UTF-8", cancellationToken);
        if (!result.Ok)
        {
            // Systems older than glibc 2.35 may not have C.UTF-8; C sorts the same, by code point.
            result = await Initdb(unfinished, "C", cancellationToken);
        }

        if (!result.Ok)
        {
            throw new PrivatePostgresException($"initdb failed in {unfinished}: {result.LastLine}. Check space and permissions there.");
        }

        Directory.Move(unfinished, folder.Data);
    }

    /// <summary>Starts it, or keeps the one that a silo which was killed left running.</summary>
    public async Task Start(CancellationToken cancellationToken)
    {
        if (Postmaster.Find(folder) is { } running)
        {
            if (StartedWith(Options()) && await Answers(TimeSpan.FromSeconds(15), cancellationToken))
            {
                logger.LogInformation(
                    "Taking over PostgreSQL process {Pid}, which an earlier silo left running in {Folder}.", running, folder.Data);
                return;
            }

            await Stop(cancellationToken);
        }

        await Postmaster.ClearLeftovers(folder, cancellationToken);
        await folder.PrepareSockets(cancellationToken);
        var log = Path.Combine(folder.Data, "start.log");
        File.Delete(log);
        var options = string.Join(' ', Options().Select(option => $"-c {Quoted(option)}"));
        var seconds = ((int)settings.StartTimeout.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        var started = await Tool.Run(
            folder.User.As(binaries.PgCtl, "start", "-D", folder.Data, "-w", "-t", seconds, "-s", "-l", log, "-o", options),
            cancellationToken);
        if (!started.Ok)
        {
            throw new PrivatePostgresException(
                $"PostgreSQL did not start in {folder.Data}: {Reason(log) ?? started.LastLine}. See {log} and the folder log beside it.");
        }

        if (!await Answers(settings.StartTimeout, cancellationToken))
        {
            throw new PrivatePostgresException($"PostgreSQL in {folder.Data} started but does not answer at {folder.Sockets}. See {log}.");
        }
    }

    public async Task CreateDatabase(CancellationToken cancellationToken)
    {
        await using var connection = Maintenance();
        await connection.OpenAsync(cancellationToken);
        await using var look = new NpgsqlCommand($"select 1 from pg_database where datname = '{Database}'", connection);
        if (await look.ExecuteScalarAsync(cancellationToken) is null)
        {
            await using var create = new NpgsqlCommand($"create database {Database}", connection);
            await create.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    public async Task Stop(CancellationToken cancellationToken)
    {
        var process = Postmaster.Find(folder);
        var stopped = await Tool.Run(
            folder.User.As(binaries.PgCtl, "stop", "-D", folder.Data, "-m", "fast", "-w", "-t", "60", "-s"), cancellationToken);
        if (!stopped.Ok && Postmaster.Find(folder) is { } pid)
        {
            logger.LogWarning(
                "PostgreSQL process {Pid} did not stop within a minute ({Reason}); it is stopped without its final checkpoint.", pid,
                stopped.LastLine);
            await Tool.Run(
                folder.User.As(binaries.PgCtl, "stop", "-D", folder.Data, "-m", "immediate", "-w", "-t", "10", "-s"), cancellationToken);
        }

        if (process is { } gone)
        {
            // pg_ctl waits for the pid file to go; the socket goes a moment later, with the process.
            await Postmaster.WaitForExit(gone, cancellationToken);
        }

        if (Directory.Exists(folder.Sockets) && !Directory.EnumerateFileSystemEntries(folder.Sockets).Any())
        {
            Directory.Delete(folder.Sockets);
        }
    }

    public bool IsRunning() => Postmaster.Find(folder) is not null;

    public async Task<bool> Answers(TimeSpan within, CancellationToken cancellationToken)
    {
        var since = Stopwatch.GetTimestamp();
        do
        {
            try
            {
                await using var connection = Maintenance();
                await connection.OpenAsync(cancellationToken);
                return true;
            }
            catch (NpgsqlException)
            {
                await Task.Delay(50, cancellationToken);
            }
        }
        while (Stopwatch.GetElapsedTime(since) < within);
        return false;
    }

    // Beside these everything is PostgreSQL's default. Terse: details of errors quote rows, and rows hold personal data.
    private IEnumerable<string> Options() =>
    [
        "listen_addresses=", "port=5432", $"unix_socket_directories={folder.Sockets}", $"cluster_name={folder.Name}",
        "timezone=UTC", "log_timezone=UTC",
        "logging_collector=on", "log_directory=log", "log_filename=postgresql-%a.log", "log_truncate_on_rotation=on", "log_rotation_age=1d",
        "log_error_verbosity=terse", .. settings.Options.OrderBy(option => option.Key, StringComparer.Ordinal).Select(
            option => $"{option.Key}={option.Value}"),
    ];

    private bool StartedWith(IEnumerable<string> options)
    {
        var file = Path.Combine(folder.Data, "postmaster.opts");
        var expected = string.Join(' ', options.Select(option => $"\"-c\" \"{option}\""));
        return File.Exists(file) && File.ReadAllText(file).TrimEnd().EndsWith(expected, StringComparison.Ordinal);
    }

    private async Task<Tool.Result> Initdb(string data, string locale, CancellationToken cancellationToken)
    {
        if (Directory.Exists(data))
        {
            Directory.Delete(data, recursive: true);
        }

        await folder.User.MakePrivateFolder(data, cancellationToken);

        // Collation C: the order of C.UTF-8 by plain byte comparison, which indexes on text do faster.
        return await Tool.Run(
            folder.User.As(
                binaries.Initdb, "-D", data, "--auth=trust", "--encoding=UTF8", $"--locale={locale}", "--lc-collate=C", "--data-checksums",
                $"--username={Superuser}"),
            cancellationToken);
    }

    private string Connection(string database, bool pooling = true) => new NpgsqlConnectionStringBuilder
    {
        Host = folder.Sockets,
        Port = 5432,
        Username = Superuser,
        Database = database,
        Pooling = pooling,
    }.ConnectionString;

    // Not pooled: a pool would hand out connections of a server that was since restarted.
    private NpgsqlConnection Maintenance() => new(Connection("postgres", pooling: false));

    private static string? Reason(string log) => File.Exists(log)
        ? File.ReadLines(log).LastOrDefault(
            line => line.Contains("FATAL", StringComparison.Ordinal) || line.Contains("PANIC", StringComparison.Ordinal))
        : null;

    // pg_ctl hands its -o to a shell.
    private static string Quoted(string option) => $"'{option.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
