using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using MoodleGrains.Silo.PrivatePostgres;
using MoodleGrains.Silo.Tests.PrivatePostgres;
using Npgsql;

namespace MoodleGrains.EndToEnd;

/// <summary>A PostgreSQL of its own, with its default settings, that can be killed and frozen; once dead it is started again.</summary>
internal sealed class TestPostgres : IAsyncDisposable
{
    private readonly string folder = TestFolder.Make();
    private PrivateDatabase? server;

    public string ConnectionString => server!.ConnectionString;

    private int Postmaster =>
        int.Parse(File.ReadLines(Path.Combine(server!.Folder, "postmaster.pid")).First(), CultureInfo.InvariantCulture);

    public static async Task<TestPostgres> Started()
    {
        var postgres = new TestPostgres();
        try
        {
            postgres.server = await PrivateDatabase.StartAsync(
                new() { DataFolder = postgres.folder }, NullLogger.Instance, CancellationToken.None);
            return postgres;
        }
        catch
        {
            await postgres.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends the postmaster as a power cut would; its watch starts it again.</summary>
    public void Kill() => Signals.Send(Postmaster, Signals.Kill);

    /// <summary>Freezes every process of it.</summary>
    public void Freeze() => SendAll(Signals.Stop);

    /// <summary>Lets every process of it go on.</summary>
    public void Thaw() => SendAll(Signals.Continue);

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (server is not null)
        {
            Thaw();
            await server.DisposeAsync();
        }

        TestFolder.Remove(folder, server?.Folder);
    }

    private void SendAll(int signal)
    {
        var postmaster = Postmaster;

        // The postmaster first: it starts no further process once it stands.
        Signals.Send(postmaster, signal);
        foreach (var child in Signals.ChildrenOf(postmaster))
        {
            Signals.Send(child, signal);
        }
    }
}
