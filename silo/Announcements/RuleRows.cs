using MoodleGrains.Rules;
using Npgsql;

namespace MoodleGrains.Silo.Announcements;

/// <summary>Reads the rules of a site from their read model.</summary>
internal static class RuleRows
{
    /// <summary>The query.</summary>
    /// <param name="site">The slug of the site.</param>
    /// <returns>The command.</returns>
    public static NpgsqlBatchCommand Command(string site) => new("""
        select name, revision, in_force, proposed, held_count, held_what, allowed
        from mg_rules where site = $1
        """)
    {
        Parameters = { new() { Value = site } },
    };

    /// <summary>Reads its rows.</summary>
    /// <param name="reader">At the result of <see cref="Command"/>.</param>
    /// <param name="known">Terms that were read before.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>The rules.</returns>
    public static async Task<IReadOnlyList<RuleSeen>> ReadAsync(NpgsqlDataReader reader, KnownTerms known, CancellationToken cancellationToken)
    {
        var rules = new List<RuleSeen>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            rules.Add(new(reader.GetString(0), new()
            {
                Revision = (int)reader.GetInt64(1),
                InForce = Terms(2),
                Proposed = Terms(3),
                Held = reader.IsDBNull(4) ? null : new((int)reader.GetInt64(4), reader.GetString(5)),
                Allowed = (int)reader.GetInt64(6),
            }));
        }

        return rules;

        RuleTerms? Terms(int column) => reader.IsDBNull(column) ? null : known.Of(reader.GetString(column));
    }
}
