using MoodleGrains.ClientApi.Rosters;
using MoodleGrains.Rosters;
using MoodleGrains.Silo.CommandLine.Rosters;
using MoodleGrains.Silo.Rosters;
using MoodleGrains.Silo.Rosters.Runs;
using MoodleGrains.Silo.Rosters.Source;

namespace MoodleGrains.Silo.Hosting;

/// <summary>The rosters, for the commands that show, change and run them.</summary>
internal sealed class RostersAtHand(SiloRuntime runtime, RosterReader reader, RunSettings settings) : IRosters
{
    /// <inheritdoc/>
    public IRosterChecks Checks { get; } = new SourceChecks(reader, settings);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<(string Site, string Name)>> Names(CancellationToken cancellationToken)
    {
        // The streams, not the read model, which stands still where no silo runs.
        await using var command = runtime.Database.CreateCommand(@"select id from mt_streams where id like 'roster-%' order by id collate ""C""");
        await using var found = await command.ExecuteReaderAsync(cancellationToken);
        var names = new List<(string, string)>();
        while (await found.ReadAsync(cancellationToken))
        {
            var grain = new StreamKey(found.GetString(0));
            names.Add((grain.Site, grain.Name));
        }

        return names;
    }

    /// <inheritdoc/>
    public async Task<Roster> Find(string site, string name, CancellationToken cancellationToken) =>
        await runtime.Grains.Latest<Roster>(Roster.Id(site, name), cancellationToken);

    /// <inheritdoc/>
    public async Task<Outcome> Send(string site, string name, ICommand command, CancellationToken cancellationToken) =>
        await runtime.Grains.Send(Roster.Id(site, name), new(command), cancellationToken);

    /// <inheritdoc/>
    public async Task<bool> SiloRuns(CancellationToken cancellationToken)
    {
        await using var command = runtime.Database.CreateCommand("select exists (select from mg_silos where until > now())");
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        reader.Dispose();
        await runtime.DisposeAsync();
    }
}
