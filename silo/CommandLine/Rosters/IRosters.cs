using MoodleGrains.ClientApi.Rosters;
using MoodleGrains.Rosters;

namespace MoodleGrains.Silo.CommandLine.Rosters;

/// <summary>The rosters of all sites, as their streams have them: also where no silo runs. For commands that only look.</summary>
internal interface IRosters : IDisposable
{
    /// <summary>Reads and checks sources, in this process.</summary>
    IRosterChecks Checks { get; }

    /// <summary>Every roster there ever was, by site and name.</summary>
    Task<IReadOnlyList<(string Site, string Name)>> Names(CancellationToken cancellationToken);

    /// <summary>How a roster stands.</summary>
    Task<Roster> Find(string site, string name, CancellationToken cancellationToken);
}
