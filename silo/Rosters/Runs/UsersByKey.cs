using MoodleGrains.Rosters;
using MoodleGrains.Silo.Moodle.Client;
using MoodleGrains.Users;

namespace MoodleGrains.Silo.Rosters.Runs;

/// <summary>The users of Moodle that the participants of a roster are.</summary>
/// <param name="Found">By key.</param>
/// <param name="Ambiguous">
/// Keys that several users have, or that may mean a user whom another key names, with their ids: nobody is taken for them.
/// </param>
internal sealed record UsersByKey(IReadOnlyDictionary<string, long> Found, IReadOnlyDictionary<string, IReadOnlyList<long>> Ambiguous)
{
    /// <summary>Nobody.</summary>
    public static UsersByKey Nobody { get; } = new(new Dictionary<string, long>(), new Dictionary<string, IReadOnlyList<long>>());

    /// <summary>
    /// Asks Moodle. It compares capitals and decomposed letters on PostgreSQL, and neither on MySQL; usernames are lower case, idnumbers
    /// and addresses are stored as somebody typed them. Those of the latter that are not found so are looked for among all users.
    /// </summary>
    /// <param name="moodle">The site.</param>
    /// <param name="matchBy">By what they are found, as in <see cref="RosterTerms.MatchBy"/>.</param>
    /// <param name="keys">The keys.</param>
    /// <param name="cancellationToken">Stops the calls.</param>
    /// <returns>Who they are.</returns>
    /// <exception cref="MoodleFaultException">Moodle did not tell.</exception>
    public static async Task<UsersByKey> AskAsync(
        MoodleSite moodle,
        string matchBy,
        IReadOnlyCollection<string> keys,
        CancellationToken cancellationToken)
    {
        if (keys.Count == 0)
        {
            return Nobody;
        }

        var asked = keys.Union(keys.Select(ComparableName.Decomposed), StringComparer.Ordinal)
            .Where(key => matchBy != RosterTerms.ByEmail || key.Contains('@', StringComparison.Ordinal)).ToList();
        var people = await ByFieldAsync(moodle, matchBy, asked, cancellationToken);
        var users = Of(matchBy, keys, people);
        if (matchBy != RosterTerms.ByUserName && users.Found.Count + users.Ambiguous.Count < keys.Count
            && (await moodle.AbilitiesAsync(cancellationToken)).Has(MoodleFunctions.Users))
        {
            var all = await moodle.UsersAsync(cancellationToken);
            users = Of(matchBy, keys, [.. people, .. all.People]);
        }

        return users;
    }

    /// <summary>
    /// Who of some people the keys mean: whoever has the key exactly; where nobody has, whoever has it but for capitals, unless another key
    /// names them exactly.
    /// </summary>
    /// <param name="matchBy">By what they are found.</param>
    /// <param name="keys">The keys.</param>
    /// <param name="people">People, some of them perhaps twice.</param>
    /// <returns>Who they are.</returns>
    public static UsersByKey Of(string matchBy, IReadOnlyCollection<string> keys, IReadOnlyList<ObservedPerson> people)
    {
        var wanted = keys.ToHashSet(StringComparer.OrdinalIgnoreCase);
        var named = people.Select(person => (person.UserId, Key: Key(person, matchBy))).Where(person => wanted.Contains(person.Key))
            .Distinct()
            .ToList();
        var exact = named.ToLookup(person => person.Key, person => person.UserId, StringComparer.Ordinal);
        var alike = named.ToLookup(person => person.Key, person => person.UserId, StringComparer.OrdinalIgnoreCase);
        var taken = keys.SelectMany(key => exact[key]).ToHashSet();
        var found = new Dictionary<string, long>(StringComparer.Ordinal);
        var ambiguous = new Dictionary<string, IReadOnlyList<long>>(StringComparer.Ordinal);
        foreach (var key in keys.Distinct(StringComparer.Ordinal))
        {
            var users = (exact.Contains(key) ? exact[key] : alike[key]).Distinct().Order().ToList();
            if (users is [var user] && (exact.Contains(key) || !taken.Contains(user)))
            {
                found[key] = user;
            }
            else if (users.Count > 0)
            {
                ambiguous[key] = users;
            }
        }

        return new(found, ambiguous);
    }

    // Moodle refuses a whole call for one value that it takes for no mail address; nobody has that one.
    private static async Task<IReadOnlyList<ObservedPerson>> ByFieldAsync(
        MoodleSite moodle, string matchBy, List<string> values, CancellationToken cancellationToken)
    {
        try
        {
            return (await moodle.UsersByFieldAsync(matchBy, values, cancellationToken)).People;
        }
        catch (MoodleFaultException e) when (matchBy == RosterTerms.ByEmail && e.Fault.Kind == FaultKind.InvalidParameter)
        {
            if (values.Count < 2)
            {
                return [];
            }

            var half = values.Count / 2;
            return
            [
                .. await ByFieldAsync(moodle, matchBy, [.. values.Take(half)], cancellationToken),
                .. await ByFieldAsync(moodle, matchBy, [.. values.Skip(half)], cancellationToken),
            ];
        }
    }

    private static string Key(ObservedPerson person, string matchBy)
    {
        var key = ComparableName.Of((matchBy switch
        {
            RosterTerms.ByIdNumber => person.IdNumber,
            RosterTerms.ByEmail => person.Email,
            _ => person.UserName,
        })?.Value ?? "");
        return matchBy == RosterTerms.ByIdNumber ? key : key.ToLowerInvariant();
    }
}
