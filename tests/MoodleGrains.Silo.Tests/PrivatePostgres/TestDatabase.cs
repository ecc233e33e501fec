using Microsoft.Extensions.Logging.Abstractions;
using MoodleGrains.Silo.PrivatePostgres;

namespace MoodleGrains.Silo.Tests.PrivatePostgres;

/// <summary>
/// A private PostgreSQL in a folder of its own, gone with everything in it after the tests that share it. It does not wait
/// for the disk, so it proves nothing about power cuts, and does not vacuum, which with hundreds of small databases never ends;
/// everything else is as in use.
/// </summary>
public sealed class TestDatabase : IAsyncLifetime
{
    private PrivateDatabase? _postgres;

    public static IReadOnlyDictionary<string, string> WithoutDisk { get; } =
        new Dictionary<string, string> { ["fsync"] = "off", ["full_page_writes"] = "off", ["autovacuum"] = "off" };

    public string DataFolder { get; } = TestFolder.Make();

    public string ConnectionString => _postgres!.ConnectionString;

    public async Task InitializeAsync() => _postgres = await PrivateDatabase.StartAsync(
        new PrivatePostgresSettings { DataFolder = DataFolder, Options = WithoutDisk }, NullLogger.Instance, CancellationToken.None);

    public async Task DisposeAsync()
    {
        if (_postgres is not null)
        {
            await _postgres.DisposeAsync();
        }

        TestFolder.Remove(DataFolder, _postgres?.Folder);
    }
}
