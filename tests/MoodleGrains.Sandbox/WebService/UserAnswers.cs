using System.Text.RegularExpressions;
using MoodleGrains.Sandbox.Model;
using MoodleGrains.Sandbox.Php;

namespace MoodleGrains.Sandbox.WebService;

/// <summary>core_user_get_users and core_user_get_users_by_field.</summary>
internal static class UserAnswers
{
    private static readonly string[] keys = ["id", "lastname", "firstname", "idnumber", "username", "email", "auth"];

    public static PhpMap Users(University university, Uri address, Call call)
    {
        var criteria = call.Pairs("criteria");
        if (!call.Caller.Has("moodle/user:viewdetails"))
        {
            throw MoodleFaultException.NoPermissions("View user full information");
        }

        if (criteria.Count == 0)
        {
            throw MoodleFaultException.InvalidParameter();
        }

        // Recorded: a key it does not know is a warning, and then everybody is found.
        var known = criteria.FindAll(c => keys.Contains(c.Key));
        return new()
        {
            ["users"] = university.Users.Values
                .Where(u => known.TrueForAll(c => Like(Field(u, c.Key), c.Value))).Select(u => Shown(u, address, call))
                .Where(u => known.TrueForAll(c => u.ContainsKey(c.Key))).ToList(),
            ["warnings"] = criteria.Where(c => !keys.Contains(c.Key)).Select(c => new PhpMap
            {
                ["item"] = c.Key,
                ["warningcode"] = "invalidfieldparameter",
                ["message"] = $"The search key '{c.Key}' is not supported, look at the web service documentation",
            }).ToList(),
        };
    }

    public static List<PhpMap> ByField(University university, Uri address, Call call)
    {
        var field = call.Text("field");
        if (field is not "id" and not "idnumber" and not "username" and not "email")
        {
            throw MoodleFaultException.InvalidParameter();
        }

        var values = call.List("values").ToHashSet(StringComparer.Ordinal);

        // PARAM_EMAIL, in Moodle's source: one bad address refuses the call.
        if (field == "email" && values.Any(value => !System.Net.Mail.MailAddress.TryCreate(value, out _)))
        {
            throw MoodleFaultException.InvalidParameter();
        }

        var found = field == "id"
            ? values.Select(Call.Number).Order().Select(id => university.Users.GetValueOrDefault(id) ?? Deleted(university, id))
                .OfType<User>()
            : university.Users.Values.Where(u => values.Contains(Field(u, field)));

        // By user/externallib.php: whom the account may not search by this field is left out without a word.
        return [.. found.Where(u => Sees(university, call, u)).Select(u => Shown(u, address, call)).Where(u => u.ContainsKey(field))];
    }

    /// <summary>core_message_get_user_notification_preferences; known from Moodle's source, not recorded.</summary>
    public static PhpMap NotificationPreferences(University university, Call call)
    {
        var id = call.Id("userid");
        if (university.DeletedUsers.ContainsKey(id))
        {
            throw MoodleFaultException.Moodle("userdeleted", "User account deleted");
        }

        if (!university.Users.TryGetValue(id, out var user))
        {
            throw new MoodleFaultException("dml_missing_record_exception", "invaliduser", "Invalid user");
        }

        return call.Caller.Has("moodle/user:editmessageprofile") || call.Caller.UserId == id
            ? new PhpMap
            {
                ["preferences"] = new PhpMap
                {
                    ["userid"] = id,
                    ["disableall"] = user.MailStopped ? 1L : 0L,
                    ["processors"] = Array.Empty<object>(),
                    ["components"] = Array.Empty<object>(),
                },
                ["warnings"] = Array.Empty<object>(),
            }
            : throw MoodleFaultException.NoPermissions("Edit user messaging profile");
    }

    /// <summary>The fields both kinds of list begin with.</summary>
    public static PhpMap Names(User user)
    {
        var answer = new PhpMap
        {
            ["id"] = user.Id,
            ["username"] = user.UserName,
            ["firstname"] = user.FirstName,
            ["lastname"] = user.LastName,
            ["fullname"] = user.FullName,
            ["email"] = user.Email,
            ["department"] = "",
        };
        if (user.IdNumber != "")
        {
            answer["idnumber"] = user.IdNumber;
        }

        return answer;
    }

    /// <summary>Takes away what only administrators get.</summary>
    public static void Hide(PhpMap answer, Call call)
    {
        // user/lib.php: who asks sees their own. Mail addresses are for the course members of students and teachers.
        if (answer["id"] is long id && id == call.Caller.UserId)
        {
            return;
        }

        foreach (var field in call.Caller.Has("moodle/user:viewalldetails")
            ? [] : (string[])["username", "idnumber", "auth", "confirmed", "lang", "theme", "mailformat", "trackforums", "department"])
        {
            answer.Remove(field);
        }

        if (call.Caller.Role is not null && !call.Caller.Has("moodle/site:viewuseridentity"))
        {
            answer.Remove("email");
        }
    }

    /// <summary>City and country, where there are any.</summary>
    public static void AddPlace(PhpMap answer, User user)
    {
        if (user.City != "")
        {
            answer["city"] = user.City;
            answer["country"] = user.Country;
        }
    }

    // Recorded: a deleted user is answered; without a context Moodle fails (lib/classes/context/user.php, not recorded).
    private static User? Deleted(University university, long id) => university.DeletedUsers.GetValueOrDefault(id) switch
    {
        null => null,
        var user when university.HasContext(id) => user,
        _ => throw new MoodleFaultException("dml_missing_record_exception", "invaliduser", "Invalid user"),
    };

    private static bool Sees(University university, Call call, User user) =>
        call.Caller.Has("moodle/user:viewdetails") || user.Id == call.Caller.UserId
        || university.EnrolmentsOfUser(user.Id).Any(e => call.Caller.IsIn(university, e.CourseId));

    private static PhpMap Shown(User user, Uri address, Call call)
    {
        var answer = Profile(user, address);
        Hide(answer, call);
        return answer;
    }

    private static PhpMap Profile(User user, Uri address)
    {
        var answer = Names(user);
        answer["firstaccess"] = 0L;
        answer["lastaccess"] = 0L;
        answer["auth"] = "manual";
        answer["suspended"] = user.Suspended;
        answer["confirmed"] = true;
        answer["lang"] = "en";
        answer["theme"] = "";
        answer["timezone"] = user.TimeZone;
        answer["mailformat"] = 1L;
        answer["trackforums"] = 0L;
        AddPlace(answer, user);
        answer["profileimageurlsmall"] = Pictures.Small(address);
        answer["profileimageurl"] = Pictures.Large(address);
        return answer;
    }

    private static string Field(User user, string field) => field switch
    {
        "id" => user.Id.ToString(System.Globalization.CultureInfo.InvariantCulture),
        "lastname" => user.LastName,
        "firstname" => user.FirstName,
        "idnumber" => user.IdNumber,
        "username" => user.UserName,
        "email" => user.Email,
        _ => "manual",
    };

    private static bool Like(string value, string pattern) =>
        pattern == "%" || Regex.IsMatch(
            value,
            "^" + Regex.Escape(pattern).Replace("%", ".*", StringComparison.Ordinal) + "$",
            RegexOptions.IgnoreCase);
}
