using Microsoft.Extensions.Logging;

namespace MoodleGrains.Silo.PrivatePostgres;

/// <summary>
/// A PostgreSQL server of the silo's own, from the installed programs, in the silo's data folder, reachable through a unix
/// socket only. One silo a data folder; a server that a killed silo left running is taken over.
/// </summary>
public sealed class PrivateDatabase : IAsyncDisposable
{
    private readonly FolderLock? _lock;
    private readonly Server _server;
    private readonly Watch? _watch;

    private PrivateDatabase(FolderLock? folderLock, Server server, Watch? watch, string folder)
    {
        _lock = folderLock;
        _server = server;
        _watch = watch;
        Folder = folder;
    }

    /// <summary>Where the silo connects to: the database <c>moodlegrains</c>, as its superuser.</summary>
    public string ConnectionString => _server.ConnectionString;

    /// <summary>PostgreSQL's data folder; not always below the silo's (see <see cref="StartAsync"/>).</summary>
    public string Folder { get; }

    /// <summary>
    /// Makes the database on first use and starts its server. As root the server runs as an unprivileged user, and where that
    /// user cannot enter the data folder the database lives under /var/lib/moodlegrains.
    /// </summary>
    /// <param name="settings">Where and how.</param>
    /// <param name="logger">Told of what a person should know: first use, another place, taking over.</param>
    /// <param name="cancellationToken">Stops the starting.</param>
    /// <returns>The running server; disposing it stops the server, unless we are its guest.</returns>
    /// <exception cref="PrivatePostgresException">It could not be started; the message says why and what to do.</exception>
    public static async Task<PrivateDatabase> StartAsync(
        PrivatePostgresSettings settings, ILogger logger, CancellationToken cancellationToken)
    {
        var dataFolder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(settings.DataFolder));
        var folderLock = Take(dataFolder);
        if (folderLock is null && !settings.AsGuest)
        {
            throw new PrivatePostgresException(
                $"The data folder {dataFolder} is in use by process {FolderLock.Holder(dataFolder)}. Stop that one, or give this silo "
                    + "another DataFolder.");
        }

        try
        {
            var folder = await InstanceFolder.Choose(dataFolder, logger, cancellationToken);
            var server = new Server(folder, await PostgresBinaries.Find(settings.Bin, folder.Major, cancellationToken), settings, logger);
            if (folderLock is null)
            {
                return await server.Answers(settings.StartTimeout, cancellationToken)
                    ? new PrivateDatabase(null, server, null, folder.Data)
                    : throw new PrivatePostgresException(
                        $"Process {FolderLock.Holder(dataFolder)} uses the data folder {dataFolder}, but its database does not answer. "
                            + "Look at that process first.");
            }

            await server.Initialise(cancellationToken);
            await server.Start(cancellationToken);
            await server.CreateDatabase(cancellationToken);
            return new PrivateDatabase(folderLock, server, settings.RestartWhenGone ? new Watch(server, logger) : null, folder.Data);
        }
        catch
        {
            folderLock?.Dispose();
            throw;
        }
    }

    /// <summary>Stops the server (open transactions are rolled back) and frees the data folder.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_lock is null)
        {
            return;
        }

        if (_watch is not null)
        {
            await _watch.DisposeAsync();
        }

        await _server.Stop(CancellationToken.None);
        _lock.Dispose();
    }

    private static FolderLock? Take(string dataFolder)
    {
        try
        {
            Directory.CreateDirectory(dataFolder);
            return FolderLock.TryTake(dataFolder);
        }
        catch (Exception refused) when (refused is UnauthorizedAccessException or IOException)
        {
            throw new PrivatePostgresException(
                $"The data folder {dataFolder} cannot be written: {refused.Message} Set DataFolder to a folder of yours.", refused);
        }
    }
}
