using MoodleGrains.ClientApi.Rules;
using MoodleGrains.Rules;
using MoodleGrains.Silo.Engine;
using MoodleGrains.Silo.CommandLine;
using Npgsql;

namespace MoodleGrains.Silo.Hosting;

/// <summary>The rules, for the commands that show and change them.</summary>
internal sealed class RulesAtHand(NpgsqlDataSource database, EmbeddedGrains grains, IRulePreviews previews, IAsyncDisposable services) : IRules
{
    /// <inheritdoc/>
    public IRulePreviews Previews => previews;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<(string Site, string Name)>> Names(CancellationToken cancellationToken)
    {
        // The streams, not the read model, which stands still where no silo runs.
        await using var command = database.CreateCommand(@"select id from mt_streams where id like 'rule-%' order by id collate ""C""");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var names = new List<(string, string)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var grain = new StreamKey(reader.GetString(0));
            names.Add((grain.Site, grain.Name));
        }

        return names;
    }

    /// <inheritdoc/>
    public async Task<Rule> Find(string site, string name, CancellationToken cancellationToken) =>
        await grains.Latest<Rule>(Rule.Id(site, name), cancellationToken);

    /// <inheritdoc/>
    public async Task<Outcome> Send(string site, string name, ICommand command, CancellationToken cancellationToken) =>
        await grains.Send(Rule.Id(site, name), new(command), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await grains.DisposeAsync();
        await services.DisposeAsync();
    }
}
