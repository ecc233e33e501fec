using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MoodleGrains.ClientApi;
using MoodleGrains.ClientApi.Hooks;
using MoodleGrains.ClientApi.Rules;
using MoodleGrains.Rules;
using MoodleGrains.Silo.CommandLine.Rosters;
using Npgsql;

namespace MoodleGrains.Silo.CommandLine;

/// <summary>What the other folders of the silo do for the command line. The composition implements it, once.</summary>
internal interface IProgramParts
{
    /// <summary>What else of the configuration is looked at: one for each folder that reads settings of its own.</summary>
    IReadOnlyList<SettingsRule> SettingsRules { get; }

    /// <summary>The services of a silo that is not started, with these settings; wrong ones stay at their defaults.</summary>
    ServiceProvider Open(IConfiguration configuration, TimeProvider time);

    /// <summary>The version of the database's tables that this build works with.</summary>
    int SchemaVersion { get; }

    /// <summary>Runs the silo until it is told to stop.</summary>
    /// <param name="settings">The command line's settings, as .NET writes them: <c>--Urls=…</c>.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The exit code.</returns>
    Task<int> Serve(string[] settings, CancellationToken cancellationToken);

    /// <summary>Brings the tables to <see cref="SchemaVersion"/>.</summary>
    Task Migrate(NpgsqlDataSource database, ILogger logger, CancellationToken cancellationToken);

    /// <summary>Opens the inbox for bodies that come from files.</summary>
    Task<IImportTarget> OpenImport(string connectionString, IConfiguration configuration, CancellationToken cancellationToken);

    /// <summary>Opens the read models for rebuilding.</summary>
    Task<IRebuilds> OpenRebuilds(string connectionString, CancellationToken cancellationToken);

    /// <summary>Tries everything parked again: rows are folded anew from their streams, deliveries sent to their grains again.</summary>
    /// <returns>How many are parked no longer.</returns>
    Task<int> RetryParked(string connectionString, CancellationToken cancellationToken);

    /// <summary>Opens the rules for reading and changing.</summary>
    Task<IRules> OpenRules(string connectionString, IConfiguration configuration, CancellationToken cancellationToken);

    /// <summary>Opens the rosters for reading, changing and running.</summary>
    Task<IRosters> OpenRosters(string connectionString, IConfiguration configuration, CancellationToken cancellationToken);

    /// <summary>Opens the engine for a person's commands; what follows from them is done by a running silo.</summary>
    Task<IOpenGrains> OpenGrains(string connectionString, CancellationToken cancellationToken);

    /// <summary>Makes an API key and the hash that the configuration keeps of it.</summary>
    (string Key, string Hash) NewApiKey();
}

/// <summary>The inbox behind the same reading and checking that a webhook passes, save the sender's authentication.</summary>
internal interface IImportTarget : IAsyncDisposable
{
    /// <summary>Reads one body.</summary>
    BodyReading Read(string site, ReadOnlyMemory<byte> body);

    /// <summary>See <see cref="IInbox.Accept"/>. Bodies given without awaiting are stored in the order they were given.</summary>
    ValueTask<Receipt> Accept(Received received, CancellationToken cancellationToken);
}

/// <summary>The engine, as long as a command needs it.</summary>
internal interface IOpenGrains : IAsyncDisposable
{
    /// <summary>Takes commands.</summary>
    IAggregateClient Grains { get; }
}

/// <summary>What a body is. Exactly one of these holds.</summary>
/// <param name="Received">It is a webhook to keep.</param>
/// <param name="NotKept">It is one of a kind that the site does not keep.</param>
/// <param name="Refusal">It is none; why, naming the field.</param>
internal sealed record BodyReading(Received? Received, bool NotKept, string? Refusal);

/// <summary>The read models that can be made anew from the streams, beside the live ones, without reactions.</summary>
internal interface IRebuilds : IAsyncDisposable
{
    /// <summary>Their names.</summary>
    IReadOnlyList<string> ReadModels { get; }

    /// <summary>Rebuilds some in one pass over the streams and swaps their views.</summary>
    /// <param name="readModels">Some of <see cref="ReadModels"/>; all if empty.</param>
    /// <param name="progress">Told how many of how many positions of the log are done.</param>
    /// <param name="cancellationToken">Stops it; the live ones stay as they were.</param>
    /// <returns>How many events were read.</returns>
    Task<long> Rebuild(
        IReadOnlyCollection<string> readModels, IProgress<(long Done, long Of)> progress, CancellationToken cancellationToken);
}

/// <summary>The rules of all sites, as their streams have them: also where no silo runs.</summary>
internal interface IRules : IAsyncDisposable
{
    /// <summary>What a rule would do; goes by the read models.</summary>
    IRulePreviews Previews { get; }

    /// <summary>Every rule there ever was, by site and name.</summary>
    Task<IReadOnlyList<(string Site, string Name)>> Names(CancellationToken cancellationToken);

    /// <summary>How a rule stands.</summary>
    Task<Rule> Find(string site, string name, CancellationToken cancellationToken);

    /// <summary>Gives a rule a command, and waits until what follows is committed.</summary>
    Task<Outcome> Send(string site, string name, ICommand command, CancellationToken cancellationToken);
}
