using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace MoodleGrains.Silo.Tests.LibraryFacts;

/// <summary>When the connection breaks.</summary>
public enum Cut
{
    /// <summary>The statements were answered, but COMMIT does not reach PostgreSQL.</summary>
    BeforeCommit,

    /// <summary>PostgreSQL has committed, but its answer does not reach the client.</summary>
    AfterCommit,
}

/// <summary>Stands between Npgsql and PostgreSQL, and ends the session at the first COMMIT.</summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly NpgsqlConnectionStringBuilder target;
    private readonly NpgsqlDataSource database;
    private readonly Cut cut;
    private readonly Task serving;

    public CuttingProxy(LibraryStore store, Cut cut)
    {
        target = new(store.ConnectionString);
        database = store.Database;
        this.cut = cut;
        listener.Start();
        Database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(store.ConnectionString)
        {
            Host = "127.0.0.1",
            Port = ((IPEndPoint)listener.LocalEndpoint).Port,
            ApplicationName = nameof(CuttingProxy),
        });
        serving = Task.Run(Serve);
    }

    /// <summary>The way to the same database through this proxy; good for one connection.</summary>
    public NpgsqlDataSource Database { get; }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        listener.Stop();
        await serving;
        listener.Dispose();
    }

    private async Task Serve()
    {
        using var client = await listener.AcceptSocketAsync();
        using var server = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await server.ConnectAsync(new UnixDomainSocketEndPoint($"{target.Host}/.s.PGSQL.{target.Port}"));
        using var silent = new CancellationTokenSource();
        var answers = Pass(server, client, silent.Token);
        var buffer = new byte[64 * 1024];
        while (await client.ReceiveAsync(buffer) is > 0 and var count)
        {
            var commits = buffer.AsSpan(0, count).IndexOf("COMMIT\0"u8) >= 0;
            if (commits)
            {
                await silent.CancelAsync();
                await answers;
                if (cut == Cut.AfterCommit)
                {
                    await server.SendAsync(buffer.AsMemory(0, count));
                    await server.ReceiveAsync(buffer);
                }

                await EndSession();
                return;
            }

            await server.SendAsync(buffer.AsMemory(0, count));
        }
    }

    private static async Task Pass(Socket from, Socket to, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer, cancellationToken) is > 0 and var count)
            {
                await to.SendAsync(buffer.AsMemory(0, count), cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // Silent from now on.
        }
    }

    private async Task EndSession()
    {
        const string sessions = "from pg_stat_activity where datname = current_database() and application_name = 'CuttingProxy'";
        (await database.Scalar<bool>($"select pg_terminate_backend(pid) {sessions}")).ShouldBeTrue();
        await Eventually.Holds(async () => await database.Scalar<long>($"select count(*) {sessions}") == 0, "the session has ended");
    }
}
