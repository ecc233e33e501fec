using MoodleGrains.Silo.Configuration;

namespace MoodleGrains.Silo.CommandLine.Api;

/// <summary>
/// Finds the silo that a command calls: the one that was named, else the one at work on this machine; where the database is private and
/// none is at work, one is started for as long as the command takes.
/// </summary>
/// <param name="parts">The rest of the silo.</param>
/// <param name="settings">The command line's settings.</param>
/// <param name="screen">Where it is told that a silo is started.</param>
internal sealed class SiloFinder(IProgramParts parts, string[] settings, Screen screen)
{
    private const string UrlVariable = "MOODLEGRAINS_URL";
    private const string KeyVariable = "MOODLEGRAINS_KEY";
    private const string NoteKey = "the key of this machine";

    // What it logs would stand between the lines of the command. A start that fails is told by its exception.
    private static readonly string[] forOneCommand = ["--Urls=http://127.0.0.1:0", "--Logging:Console:LogLevel:Default=None"];

    private static readonly TimeSpan lookEvery = TimeSpan.FromMilliseconds(50);

    /// <summary>Does something with the silo.</summary>
    /// <param name="url">What was given as <c>--url</c>.</param>
    /// <param name="key">What was given as <c>--key</c>.</param>
    /// <param name="work">The work.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The exit code of the work.</returns>
    /// <exception cref="CommandFailure">There is no silo, or no key for it.</exception>
    public async Task<int> With(string? url, string? key, Func<SiloApi, Task<int>> work, CancellationToken cancellationToken)
    {
        var configuration = SiloConfiguration.Open(settings).Configuration;
        var (given, whence) = key is not null ? (key, "the key of --key")
            : configuration[KeyVariable] is { Length: > 0 } variable ? (variable, $"the key of {KeyVariable}")
            : (null, NoteKey);
        if ((url ?? configuration[UrlVariable]) is { Length: > 0 } named)
        {
            return await Call(
                new(Named(named), given ?? throw new CommandFailure(
                    $"{named} needs an API key: give --key or {KeyVariable}; 'silo key new' makes one.", ExitCode.Usage), whence, false),
                work);
        }

        var silo = SiloSettings.Read(configuration, parts.SettingsRules);
        if (await Reach(silo, cancellationToken) is { } local)
        {
            return await Call(new(local.Address, given ?? local.Key, whence, true), work);
        }

        return silo.Postgres is null
            ? await WithOwn(silo, work, cancellationToken)
            : throw new CommandFailure(
                $"No silo is at work on this machine: {Path.Combine(silo.DataFolder, RunningSettings.Folder)} names none, and as its "
                    + "database is shared, none is started for this. Run this on the machine or in the pod of a silo, or give the address "
                    + $"of one with --url and an API key with --key ({UrlVariable}, {KeyVariable}).");
    }

    private static Uri Named(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? new(address.AbsoluteUri.TrimEnd('/') + '/')
            : throw new CommandFailure($"--url: '{url}' is no address. Write it as https://grains.example.org.", ExitCode.Usage);

    private async Task<int> Call(SiloTarget target, Func<SiloApi, Task<int>> work)
    {
        using var api = new SiloApi(target, screen);
        return await work(api);
    }

    private async Task<LocalAccess?> Reach(SiloSettings silo, CancellationToken cancellationToken)
    {
        try
        {
            return await parts.Reach(silo, cancellationToken);
        }
        catch (UnauthorizedAccessException)
        {
            throw new CommandFailure(
                $"The silo on this machine belongs to another user: its key in {Path.Combine(silo.DataFolder, RunningSettings.Folder)} "
                    + "cannot be read. Run this as that user, or give --url and --key.");
        }
    }

    private async Task<int> WithOwn(SiloSettings silo, Func<SiloApi, Task<int>> work, CancellationToken cancellationToken)
    {
        screen.Error($"No silo is at work on {silo.DataFolder}: one is started for this command.");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var serving = Task.Run(() => parts.Serve([.. settings, .. forOneCommand], stop.Token), CancellationToken.None);
        try
        {
            while (true)
            {
                var listens = RunningSettings.IsAnyAtWork(silo.DataFolder);
                if (await parts.Reach(silo, cancellationToken) is { } local)
                {
                    return await Call(new(local.Address, local.Key, NoteKey, true), work);
                }

                if (serving.IsCompleted)
                {
                    await serving;
                    throw new CommandFailure("The silo that was started for this command stopped by itself. 'silo serve' tells why.");
                }

                if (listens)
                {
                    throw new CommandFailure(
                        "The silo that was started for this command does not listen on loopback. Give Kestrel:Endpoints an address such as "
                            + "http://127.0.0.1:5080.");
                }

                await Task.Delay(lookEvery, cancellationToken);
            }
        }
        finally
        {
            await stop.CancelAsync();
            await serving;
        }
    }
}
