using Npgsql;

namespace MoodleGrains.Silo.Notices;

/// <summary>Something that needs a person, as it is now.</summary>
/// <param name="Subject">Which of its kind; the same as long as it is the same trouble.</param>
/// <param name="Command">The very command to type; null where there is none.</param>
/// <param name="Facts">What fills the sentences of its kind (<see cref="NoticeWords"/>). Nothing personal, no secrets.</param>
internal sealed record Condition(string Subject, string? Command, params IReadOnlyList<string> Facts);

/// <summary>Looks for one kind of condition.</summary>
internal interface INoticeSource
{
    /// <summary>The kind; <see cref="NoticeWords"/> has its sentences.</summary>
    string Kind { get; }

    /// <summary>Looks.</summary>
    /// <param name="database">The database.</param>
    /// <param name="now">Now, by the silo's clock.</param>
    /// <param name="cancellationToken">Stops the looking.</param>
    /// <returns>All that hold now.</returns>
    Task<IReadOnlyList<Condition>> FindAsync(NpgsqlDataSource database, DateTimeOffset now, CancellationToken cancellationToken);
}

/// <summary>A condition that one query finds: a row each, all columns text: subject, command or null, facts.</summary>
/// <param name="Kind">See <see cref="INoticeSource.Kind"/>.</param>
/// <param name="Sql">The query.</param>
internal sealed record SqlSource(string Kind, string Sql) : INoticeSource
{
    /// <summary>Whether the query asks for the silo's clock, as <c>$1</c>.</summary>
    public bool ByClock { get; init; }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Condition>> FindAsync(
        NpgsqlDataSource database,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Sql);
        if (ByClock)
        {
            command.Parameters.Add(new() { Value = now.UtcDateTime });
        }

        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<Condition> found = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add(new(
                reader.GetString(0),
                reader.IsDBNull(1) ? null : reader.GetString(1),
                [.. Enumerable.Range(2, reader.FieldCount - 2).Select(i => reader.IsDBNull(i) ? "" : reader.GetString(i))]));
        }

        return found;
    }
}
