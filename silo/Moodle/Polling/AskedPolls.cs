using Microsoft.Extensions.Logging.Abstractions;
using MoodleGrains.ClientApi.Operations;
using MoodleGrains.Silo.Outbox;
using Npgsql;
using NpgsqlTypes;

namespace MoodleGrains.Silo.Moodle.Polling;

/// <summary>Polls that people ask for.</summary>
/// <param name="database">The database.</param>
/// <param name="outbox">Takes the polls.</param>
/// <param name="settings">Which sites are polled.</param>
internal sealed class AskedPolls(NpgsqlDataSource database, IOutbox outbox, PollSettings settings) : IPolls
{
    private const string Mark = "-once-";

    private const string Look = """
        select r.outcome, r.calls, r.events, r.detail, r.id is not null, coalesce(e.done_at is not null, true)
        from (select 1) one
        left join mg_poll_runs r on r.wish = $1
        left join mg_effects e on e.id = $2
        """;

    /// <inheritdoc/>
    public IReadOnlyList<string> Kinds { get; } = [PollSite.Full, PollSite.Conferences, PollSite.Enrolments, PollSite.Course];

    /// <inheritdoc/>
    public string? Obstacle(string site) => settings.Of(site) is null
        ? $"site: '{site}' is not polled here; give it Sites:{site}:Url, and Sites:{site}:Token or 'silo login {site}'."
        : null;

    /// <inheritdoc/>
    public async Task<string> Start(string site, string kind, long? course, CancellationToken cancellationToken)
    {
        var effect = new PollSite(site, kind, 0, course ?? 0).Once(Guid.NewGuid().ToString("N"));
        await outbox.PutAsync([effect], cancellationToken);
        return effect.Id;
    }

    /// <inheritdoc/>
    public async Task<PollState> Find(string id, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Look);
        command.Parameters.Add(
            new() { Value = id[(id.LastIndexOf(Mark, StringComparison.Ordinal) + Mark.Length)..], NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = id, NpgsqlDbType = NpgsqlDbType.Text });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return reader.GetBoolean(4)
            ? new(
                id, true, reader.GetBoolean(5), reader.GetString(0), reader.GetInt32(1), reader.GetInt32(2),
                reader.IsDBNull(3) ? null : reader.GetString(3).ReplaceLineEndings(" "))
            : new(id, false, reader.GetBoolean(5));
    }

    /// <inheritdoc/>
    public Task<int> Accept(string site, CancellationToken cancellationToken) =>
        new ListGuard(database, NullLogger<ListGuard>.Instance).AcceptAsync(site, cancellationToken);
}
