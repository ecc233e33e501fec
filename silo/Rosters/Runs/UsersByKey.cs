using MoodleGrains.Rosters;
using MoodleGrains.Silo.Moodle.Client;
using MoodleGrains.Users;

namespace MoodleGrains.Silo.Rosters.Runs;

/// <summary>The users of Moodle that the participants of a roster are.</summary>
/// <param name="Found">By key.</param>
/// <param name="Ambiguous">Keys that several users have, with their ids: nobody is taken for them.</param>
internal sealed record UsersByKey(IReadOnlyDictionary<string, long> Found, IReadOnlyDictionary<string, IReadOnlyList<long>> Ambiguous)
{
    /// <summary>Nobody.</summary>
    public static UsersByKey Nobody { get; } = new(new Dictionary<string, long>(), new Dictionary<string, IReadOnlyList<long>>());

    /// <summary>
    /// Asks Moodle. Keys are lower case as usernames are; idnumbers and addresses are stored as somebody typed them, and Moodle compares them
    /// exactly on PostgreSQL. Those that are not found so are looked for among all users.
    /// </summary>
    /// <param name="moodle">The site.</param>
    /// <param name="matchBy">By what they are found, as in <see cref="RosterTerms.MatchBy"/>.</param>
    /// <param name="keys">The keys.</param>
    /// <param name="cancellationToken">Stops the calls.</param>
    /// <returns>Who they are.</returns>
    /// <exception cref="MoodleFaultException">Moodle did not tell.</exception>
    public static async Task<UsersByKey> AskAsync(MoodleSite moodle, string matchBy, IReadOnlyCollection<string> keys, CancellationToken cancellationToken)
    {
        if (keys.Count == 0)
        {
            return Nobody;
        }

        var wanted = keys.ToHashSet(StringComparer.Ordinal);
        var read = await moodle.UsersByFieldAsync(matchBy, wanted, cancellationToken).ConfigureAwait(false);
        var users = new Dictionary<string, SortedSet<long>>(StringComparer.Ordinal);
        Take(read.People);
        if (matchBy != RosterTerms.ByUserName && users.Count < wanted.Count
            && (await moodle.AbilitiesAsync(cancellationToken).ConfigureAwait(false)).Has(MoodleFunctions.Users))
        {
            Take((await moodle.UsersAsync(cancellationToken).ConfigureAwait(false)).People);
        }

        return new(
            users.Where(key => key.Value.Count == 1).ToDictionary(key => key.Key, key => key.Value.Min, StringComparer.Ordinal),
            users.Where(key => key.Value.Count > 1)
                .ToDictionary(key => key.Key, key => (IReadOnlyList<long>)[.. key.Value], StringComparer.Ordinal));

        void Take(IReadOnlyList<PersonTold> people)
        {
            foreach (var person in people)
            {
                if (Key(person, matchBy) is { } key && wanted.Contains(key))
                {
                    (users.TryGetValue(key, out var ids) ? ids : users[key] = []).Add(person.UserId);
                }
            }
        }
    }

    private static string? Key(PersonTold person, string matchBy) => (matchBy switch
    {
        RosterTerms.ByIdNumber => person.IdNumber,
        RosterTerms.ByEmail => person.Email,
        _ => person.UserName,
    })?.Value?.Trim().ToLowerInvariant();
}
