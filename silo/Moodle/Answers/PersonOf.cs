using System.Text.Json;
using MoodleGrains.Convergence;
using MoodleGrains.Silo.Json;
using MoodleGrains.Users;

namespace MoodleGrains.Silo.Moodle.Answers;

/// <summary>The person in a user's row. Moodle leaves fields out that are empty or that the asking account may not see.</summary>
internal static class PersonOf
{
    public static ObservedPerson Row(JsonElement user, FieldVersion stamp) => new(
        MoodleJson.Needed(user, "id"u8),
        MoodleJson.Exact(user, "username"u8),
        MoodleJson.Exact(user, "fullname"u8),
        MoodleJson.Exact(user, "email"u8),
        MoodleJson.Exact(user, "idnumber"u8),
        stamp)
    {
        Confirmed = MoodleJson.Flag(user, "confirmed"u8),
    };
}
