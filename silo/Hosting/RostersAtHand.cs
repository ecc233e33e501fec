using MoodleGrains.ClientApi.Rosters;
using MoodleGrains.Rosters;
using MoodleGrains.Silo.Engine;
using MoodleGrains.Silo.CommandLine.Rosters;
using Npgsql;

namespace MoodleGrains.Silo.Hosting;

/// <summary>The rosters, for the commands that show, change and run them.</summary>
internal sealed class RostersAtHand(NpgsqlDataSource database, EmbeddedGrains grains, IRosterChecks checks, IAsyncDisposable services) : IRosters
{
    /// <inheritdoc/>
    public IRosterChecks Checks => checks;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<(string Site, string Name)>> Names(CancellationToken cancellationToken)
    {
        // The streams, not the read model, which stands still where no silo runs.
        await using var command = database.CreateCommand(@"select id from mt_streams where id like 'roster-%' order by id collate ""C""");
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
        await grains.Latest<Roster>(Roster.Id(site, name), cancellationToken);

    /// <inheritdoc/>
    public async Task<Outcome> Send(string site, string name, ICommand command, CancellationToken cancellationToken) =>
        await grains.Send(Roster.Id(site, name), new(command), cancellationToken);

    /// <inheritdoc/>
    public async Task<bool> SiloRuns(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("select exists (select from mg_silos where until > now())");
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await grains.DisposeAsync();
        await services.DisposeAsync();
    }
}
