using MoodleGrains.ClientApi.Rosters;
using MoodleGrains.Rosters;

namespace MoodleGrains.Silo.CommandLine.Rosters;

/// <summary>The rosters of all sites, as their streams have them: also where no silo runs.</summary>
internal interface IRosters : IAsyncDisposable
{
    /// <summary>Reads and checks sources, in this process.</summary>
    IRosterChecks Checks { get; }

    /// <summary>Every roster there ever was, by site and name.</summary>
    Task<IReadOnlyList<(string Site, string Name)>> Names(CancellationToken cancellationToken);

    /// <summary>How a roster stands.</summary>
    Task<Roster> Find(string site, string name, CancellationToken cancellationToken);

    /// <summary>Gives a roster a command, and waits until what follows is committed.</summary>
    Task<Outcome> Send(string site, string name, ICommand command, CancellationToken cancellationToken);

    /// <summary>Whether a silo is at work on this database: runs are done by one.</summary>
    Task<bool> SiloRuns(CancellationToken cancellationToken);
}
