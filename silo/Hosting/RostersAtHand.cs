using MoodleGrains.ClientApi.Rosters;
using MoodleGrains.Rosters;
using MoodleGrains.Silo.CommandLine.Rosters;
using MoodleGrains.Silo.Rosters;
using MoodleGrains.Silo.Rosters.Runs;
using MoodleGrains.Silo.Rosters.Source;

namespace MoodleGrains.Silo.Hosting;

/// <summary>The rosters, for the commands that show them and check their sources.</summary>
internal sealed class RostersAtHand(StreamsAtHand streams, RosterReader reader, RunSettings settings) : IRosters
{
    /// <inheritdoc/>
    public IRosterChecks Checks { get; } = new SourceChecks(reader, settings);

    /// <inheritdoc/>
    public Task<IReadOnlyList<(string Site, string Name)>> Names(CancellationToken cancellationToken) =>
        streams.Names(Roster.Kind, cancellationToken);

    /// <inheritdoc/>
    public Task<Roster> Find(string site, string name, CancellationToken cancellationToken) =>
        streams.Find<Roster>(Roster.Id(site, name), cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => reader.Dispose();
}
