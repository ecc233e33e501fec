using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using MoodleGrains.ClientApi;
using MoodleGrains.ClientApi.Rules;
using MoodleGrains.Rules;
using MoodleGrains.Silo.CommandLine.Rosters;
using MoodleGrains.Silo.Configuration;
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

    /// <summary>How the silo at work on this machine with these settings is reached.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="cancellationToken">Stops the looking.</param>
    /// <returns>The way; null if none is at work.</returns>
    /// <exception cref="UnauthorizedAccessException">One is at work, for another user.</exception>
    Task<LocalAccess?> Reach(SiloSettings settings, CancellationToken cancellationToken);

    /// <summary>Opens the rules for looking at them.</summary>
    IRules Rules(NpgsqlDataSource database, IConfiguration configuration);

    /// <summary>Opens the rosters for looking at them.</summary>
    IRosters Rosters(NpgsqlDataSource database, IConfiguration configuration);

    /// <summary>Makes an API key and the hash that the configuration keeps of it.</summary>
    (string Key, string Hash) NewApiKey();
}

/// <summary>The rules of all sites, as their streams have them: also where no silo runs. For commands that only look.</summary>
internal interface IRules
{
    /// <summary>What a rule would do; goes by the read models.</summary>
    IRulePreviews Previews { get; }

    /// <summary>Every rule there ever was, by site and name.</summary>
    Task<IReadOnlyList<(string Site, string Name)>> Names(CancellationToken cancellationToken);

    /// <summary>How a rule stands.</summary>
    Task<Rule> Find(string site, string name, CancellationToken cancellationToken);
}
