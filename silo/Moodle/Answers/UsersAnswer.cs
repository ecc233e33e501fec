using System.Text.Json;
using MoodleGrains.Convergence;
using MoodleGrains.Users;

namespace MoodleGrains.Silo.Moodle.Answers;

/// <summary><c>core_user_get_users</c> (an object with <c>users</c>) and <c>core_user_get_users_by_field</c> (a list).</summary>
public static class UsersAnswer
{
    /// <summary>What the answer tells.</summary>
    /// <param name="site">The slug of the site.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="at">The HTTP Date of the answer, Unix seconds.</param>
    /// <returns>One observation and one person a user.</returns>
    /// <exception cref="FormatException">It is no such answer; the message names the field and Moodle's error code.</exception>
    public static (IReadOnlyList<(GrainId Grain, ICommand Command)> Users, IReadOnlyList<PersonTold> People) Read(
        string site, JsonElement answer, long at)
    {
        var stamp = new Stamp(null, at, Rank.Polled);
        var users = new List<(GrainId, ICommand)>();
        var people = new List<PersonTold>();
        foreach (var user in List(answer))
        {
            users.Add((
                GrainId.For("user", site, MoodleJson.Needed(user, "id"u8)),
                new ObserveUser(MoodleJson.Flag(user, "suspended"u8), stamp)));
            people.Add(PersonOf.Row(user, stamp));
        }

        return (users, people);
    }

    /// <summary>The users that were asked for by id and are not in the answer: deleted, for good.</summary>
    /// <param name="site">The slug of the site.</param>
    /// <param name="answer">The answer to <c>field=id</c>, asked as an account that may see every user's details.</param>
    /// <param name="asked">The ids in the question.</param>
    /// <param name="at">The HTTP Date of the answer, Unix seconds.</param>
    /// <returns>One observation a missing user.</returns>
    /// <exception cref="FormatException">It is no such answer.</exception>
    public static IReadOnlyList<(GrainId Grain, ICommand Command)> Gone(
        string site, JsonElement answer, IEnumerable<long> asked, long at)
    {
        var there = List(answer).Select(user => MoodleJson.Needed(user, "id"u8)).ToHashSet();
        var stamp = new Stamp(null, at, Rank.Deleted);
        return [.. asked.Where(id => !there.Contains(id))
            .Select(id => (GrainId.For("user", site, id), (ICommand)new ObserveUserDeleted(stamp)))];
    }

    private static JsonElement.ArrayEnumerator List(JsonElement answer) =>
        answer.ValueKind == JsonValueKind.Array ? answer.EnumerateArray() : MoodleJson.List(answer, "users"u8);
}
