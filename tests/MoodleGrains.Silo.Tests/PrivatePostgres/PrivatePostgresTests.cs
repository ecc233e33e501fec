using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using MoodleGrains.Silo.PrivatePostgres;
using Npgsql;
using Instance = MoodleGrains.Silo.PrivatePostgres.PrivateDatabase;

namespace MoodleGrains.Silo.Tests.PrivatePostgres;

public sealed class PrivatePostgresTests : IDisposable
{
    private readonly string _folder = TestFolder.Make();
    private readonly LogLines _log = new();

    public void Dispose() => TestFolder.Remove(_folder);

    [Fact]
    public async Task What_was_committed_is_there_after_a_stop_and_a_new_start()
    {
        await using (var first = await Start())
        {
            await Execute(first.ConnectionString, "create table kept(value text); insert into kept values ('é')");
        }

        await using var second = await Start();

        (await Ask(second.ConnectionString, "select value from kept")).ShouldBe("é");
        _log.Lines.Count(line => line.StartsWith("Initialising", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task The_server_listens_on_no_network_and_its_socket_is_for_us_alone()
    {
        await using var postgres = await Start();

        (await Ask(postgres.ConnectionString, "show listen_addresses")).ShouldBe("");
        var sockets = new NpgsqlConnectionStringBuilder(postgres.ConnectionString).Host!;
        (sockets.Length + "/.s.PGSQL.5432".Length).ShouldBeLessThanOrEqualTo(90);
        (await Stat.Of(sockets, CancellationToken.None))!.Mode.ShouldBe("700");
        (await Ask(postgres.ConnectionString, "show data_checksums")).ShouldBe("on");
        (await Ask(postgres.ConnectionString, "show server_encoding")).ShouldBe("UTF8");
    }

    [Fact]
    public async Task A_second_silo_on_the_same_data_folder_is_told_the_folder_and_the_process_of_the_first()
    {
        await using var first = await Start();

        var refused = await Should.ThrowAsync<PrivatePostgresException>(() => Start());

        refused.Message.ShouldContain(_folder);
        refused.Message.ShouldContain(Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        (await Ask(first.ConnectionString, "select 'still here'")).ShouldBe("still here");
    }

    [Fact]
    public async Task A_guest_uses_the_database_of_its_host_and_leaves_it_running()
    {
        await using var host = await Start();

        await using (var guest = await Start(settings => settings with { AsGuest = true }))
        {
            (await Ask(guest.ConnectionString, "select 'hello'")).ShouldBe("hello");
        }

        (await Ask(host.ConnectionString, "select 'still here'")).ShouldBe("still here");
    }

    [Fact]
    public async Task A_server_left_by_a_killed_silo_is_taken_over_and_stopped_in_the_end()
    {
        var pid = PostmasterPid(await StartAndLeave());

        await using (var next = await Start())
        {
            PostmasterPid(next.Folder).ShouldBe(pid);
            (await Ask(next.ConnectionString, "select 'taken over'")).ShouldBe("taken over");
        }

        Postmaster.CommandLine(pid).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_server_left_running_with_other_settings_is_restarted_with_ours()
    {
        await StartAndLeave();

        await using var next = await Start(settings => settings with
        {
            Options = new Dictionary<string, string>(TestDatabase.WithoutDisk) { ["work_mem"] = "8MB" },
        });

        (await Ask(next.ConnectionString, "show work_mem")).ShouldBe("8MB");
    }

    [Fact]
    public async Task Lock_files_that_name_a_process_of_somebody_else_do_not_hinder_the_start()
    {
        string sockets;
        string data;
        await using (var first = await Start())
        {
            sockets = new NpgsqlConnectionStringBuilder(first.ConnectionString).Host!;
            data = first.Folder;
        }

        Directory.Exists(sockets).ShouldBeFalse("the folder of the sockets goes with the server");

        // A crash leaves these, and by now the number is that of a living process: ours.
        var stale = $"{Environment.ProcessId}\n{data}\n1700000000\n5432\n{sockets}\n\n 1 1\nready   \n";
        await File.WriteAllTextAsync(Path.Combine(data, "postmaster.pid"), stale);

        await using var second = await Start();

        (await Ask(second.ConnectionString, "select 'up'")).ShouldBe("up");
    }

    [Fact]
    public async Task A_killed_server_is_started_again_and_keeps_what_was_committed()
    {
        await using var postgres = await Start();
        await Execute(postgres.ConnectionString, "create table kept(value text); insert into kept values ('kept')");
        var killed = PostmasterPid(postgres.Folder);

        using (var process = Process.GetProcessById(killed))
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        await Eventually(async () => (await Ask(postgres.ConnectionString, "select value from kept")).ShouldBe("kept"));
        PostmasterPid(postgres.Folder).ShouldNotBe(killed);
    }

    [Fact]
    public async Task Database_files_that_were_being_made_when_the_power_went_are_made_anew()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "postgres.new"));
        await File.WriteAllTextAsync(Path.Combine(_folder, "postgres.new", "PG_VERSION"), "15");

        await using var postgres = await Start();

        (await Ask(postgres.ConnectionString, "select 'whole'")).ShouldBe("whole");
    }

    [Fact]
    public async Task A_named_folder_without_PostgreSQL_is_refused_with_the_setting_to_change()
    {
        var refused = await Should.ThrowAsync<PrivatePostgresException>(() => Start(settings => settings with { Bin = "/nowhere" }));

        refused.Message.ShouldContain("PrivatePostgres:Bin");
        refused.Message.ShouldContain("/nowhere");
    }

    [Fact]
    public async Task Under_a_folder_that_only_root_can_enter_the_database_lives_elsewhere_and_says_so()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            // Only root drops to another user; anybody else's server can enter what its silo can.
            return;
        }

        (await Tool.Run(["chmod", "700", _folder], CancellationToken.None)).Ok.ShouldBeTrue();
        var inside = Directory.CreateDirectory(Path.Combine(_folder, "clone", "data")).FullName;
        Instance postgres;
        await using (postgres = await Start(settings => settings with { DataFolder = inside }))
        {
            postgres.Folder.ShouldStartWith("/var/lib/moodlegrains/");
            _log.Lines.ShouldContain(line =>
                line.Contains(inside, StringComparison.Ordinal) && line.Contains(postgres.Folder, StringComparison.Ordinal));
            (await Ask(postgres.ConnectionString, "select 'up'")).ShouldBe("up");
        }

        Directory.Delete(Path.GetDirectoryName(postgres.Folder)!, recursive: true);
    }

    private Task<Instance> Start(Func<PrivatePostgresSettings, PrivatePostgresSettings>? change = null) =>
        Instance.StartAsync((change ?? (same => same))(Settings()), _log, CancellationToken.None);

    private PrivatePostgresSettings Settings() => new() { DataFolder = _folder, Options = TestDatabase.WithoutDisk };

    /// <summary>Starts a server as a silo does that is killed at once: nobody stops the server, nobody holds the lock.</summary>
    /// <returns>The database's folder.</returns>
    private async Task<string> StartAndLeave()
    {
        var folder = await InstanceFolder.Choose(_folder, NullLogger.Instance, CancellationToken.None);
        var server = new Server(folder, await PostgresBinaries.Find(null, null, CancellationToken.None), Settings(), NullLogger.Instance);
        await server.Initialise(CancellationToken.None);
        await server.Start(CancellationToken.None);
        return folder.Data;
    }

    private static int PostmasterPid(string data) =>
        int.Parse(File.ReadLines(Path.Combine(data, "postmaster.pid")).First(), CultureInfo.InvariantCulture);

    private static async Task Execute(string connectionString, string sql)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<object?> Ask(string connectionString, string sql)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }

    private static async Task Eventually(Func<Task> assertion)
    {
        var since = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                await assertion();
                return;
            }
            catch (NpgsqlException) when (Stopwatch.GetElapsedTime(since) < TimeSpan.FromSeconds(30))
            {
                await Task.Delay(100);
            }
        }
    }

    private sealed class LogLines : ILogger
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (Lines)
            {
                Lines.Add(formatter(state, exception));
            }
        }
    }
}
