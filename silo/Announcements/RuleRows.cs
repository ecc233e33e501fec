using MoodleGrains.Rules;
using Npgsql;

namespace MoodleGrains.Silo.Announcements;

/// <summary>Reads the rules of a site from their read model.</summary>
internal static class RuleRows
{
    private const string All = "select name, revision, in_force, proposed, held_count, held_what, allowed from mg_rules where site = $1";

    /// <summary>The query for all rules of a site.</summary>
    /// <param name="site">The slug of the site.</param>
    /// <returns>The command.</returns>
    public static NpgsqlBatchCommand Command(string site) => new(All) { Parameters = { new() { Value = site } } };

    /// <summary>
    /// The query for the rules that may be about a conference: not those about other courses, of which there may be hundreds.
    /// </summary>
    /// <param name="site">The slug of the site.</param>
    /// <param name="conference">The conference's id in the read model.</param>
    /// <returns>The command.</returns>
    public static NpgsqlBatchCommand Command(string site, long conference) => new(
        $"{All} and (only_course is null or only_course = (select course_id from mg_conferences where site = $1 and id = $2))")
    {
        Parameters = { new() { Value = site }, new() { Value = conference } },
    };

    /// <summary>Reads its rows.</summary>
    /// <param name="reader">At the result of <see cref="Command(string)"/>.</param>
    /// <param name="known">Terms that were read before.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The rules.</returns>
    public static async Task<IReadOnlyList<RuleSeen>> ReadAsync(
        NpgsqlDataReader reader,
        KnownTerms known,
        CancellationToken cancellationToken)
    {
        var rules = new List<RuleSeen>();
        while (await reader.ReadAsync(cancellationToken))
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
