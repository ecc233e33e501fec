using System.Text.Json;
using MoodleGrains.Convergence;
using MoodleGrains.Silo.Json;
using MoodleGrains.Users;

namespace MoodleGrains.Silo.Moodle.Answers;

/// <summary><c>core_user_get_users</c> (an object with <c>users</c>) and <c>core_user_get_users_by_field</c> (a list).</summary>
public static class UsersAnswer
{
    /// <summary>What the answer tells.</summary>
    /// <param name="site">The slug of the site.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="at">The HTTP Date of the answer, Unix seconds.</param>
    /// <returns>One observation and one person a user; none for those that were deleted.</returns>
    /// <exception cref="FormatException">It is no such answer; the message names the field and Moodle's error code.</exception>
    public static (IReadOnlyList<(StreamKey Grain, ICommand Command)> Users, IReadOnlyList<ObservedPerson> People) Read(
        string site, JsonElement answer, long at)
    {
        var stamp = new FieldVersion(null, at, SourcePrecedence.Polled);
        var users = new List<(StreamKey, ICommand)>();
        var people = new List<ObservedPerson>();
        foreach (var user in List(answer).Where(user => !IsDeleted(user)))
        {
            users.Add((
                StreamKey.For("user", site, MoodleJson.Needed(user, "id"u8)),
                new ObserveUser(MoodleJson.Flag(user, "suspended"u8), stamp)));
            people.Add(PersonOf.Row(user, stamp));
        }

        return (users, people);
    }

    /// <summary>
    /// Whether a row is that of a deleted user: <c>core_user_get_users_by_field</c> answers those too. Deleting a user replaces the mail
    /// address by the MD5 of the user name, which no address can be (delete_user() in Moodle's lib/moodlelib.php).
    /// </summary>
    /// <param name="user">The row.</param>
    /// <returns>True if it shows so; false also where the account may not see mail addresses.</returns>
    public static bool IsDeleted(JsonElement user) =>
        MoodleJson.Word(user, "email"u8) is { Length: 32 } email && email.All(char.IsAsciiHexDigitLower);

    /// <summary>Users that were asked for by id and are not in the answer, or are in it as deleted: gone, for good.</summary>
    /// <param name="site">The slug of the site.</param>
    /// <param name="answer">The answer to <c>field=id</c>, asked as an account that may see every user's details and mail address.</param>
    /// <param name="asked">The ids in the question.</param>
    /// <param name="at">The HTTP Date of the answer, Unix seconds.</param>
    /// <returns>One observation a user who is gone.</returns>
    /// <exception cref="FormatException">It is no such answer.</exception>
    public static IReadOnlyList<(StreamKey Grain, ICommand Command)> Gone(
        string site, JsonElement answer, IEnumerable<long> asked, long at)
    {
        var there = List(answer).Where(user => !IsDeleted(user)).Select(user => MoodleJson.Needed(user, "id"u8)).ToHashSet();
        var stamp = new FieldVersion(null, at, SourcePrecedence.Deleted);
        return [.. asked.Where(id => !there.Contains(id))
            .Select(id => (StreamKey.For("user", site, id), (ICommand)new ObserveUserDeleted(stamp)))];
    }

    private static JsonElement.ArrayEnumerator List(JsonElement answer) =>
        answer.ValueKind == JsonValueKind.Array ? answer.EnumerateArray() : MoodleJson.List(answer, "users"u8);
}
