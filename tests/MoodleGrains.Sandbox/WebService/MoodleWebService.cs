using MoodleGrains.Sandbox.Model;

namespace MoodleGrains.Sandbox.WebService;

/// <summary>
/// The REST web service of the stand-in, for an administrator's token: the core functions a poller needs, answered as Moodle 4.5 was
/// recorded to answer. Other functions of the recorded service are refused with <c>accessexception</c>.
/// </summary>
/// <param name="university">What it tells of.</param>
/// <param name="address">The site's address.</param>
/// <param name="token">The one token it takes.</param>
public sealed class MoodleWebService(University university, Uri address, string token)
{
    private static readonly Dictionary<string, Func<MoodleWebService, Call, object?>> functions = new(StringComparer.Ordinal)
    {
        ["core_webservice_get_site_info"] = (s, _) => SiteInfo.Answer(s.address),
        ["core_course_get_courses"] = (s, call) => CourseAnswers.Courses(s.university, call),
        ["core_course_get_categories"] = (s, call) => CategoryAnswers.Categories(s.university, call),
        ["core_enrol_get_enrolled_users"] = (s, call) => EnrolledUsers.Answer(s.university, s.address, call),
        ["core_user_get_users"] = (s, call) => UserAnswers.Users(s.university, s.address, call),
        ["core_user_get_users_by_field"] = (s, call) => UserAnswers.ByField(s.university, s.address, call),
    };

    private readonly University university = university;
    private readonly Uri address = address;

    /// <summary>The functions it has.</summary>
    public static IReadOnlyCollection<string> Functions => functions.Keys;

    /// <summary>Answers one call. The university is read under its gate, and told of the call as Moodle tells of it.</summary>
    /// <param name="fields">The form fields, or the query string's.</param>
    /// <returns>The answer.</returns>
    public Answer Answer(IReadOnlyDictionary<string, string> fields)
    {
        var json = fields.GetValueOrDefault("moodlewsrestformat") == "json";
        try
        {
            return WebService.Answer.Json(Value(fields));
        }
        catch (MoodleFaultException fault)
        {
            return json ? WebService.Answer.Of(fault) : WebService.Answer.Xml(fault);
        }
    }

    private object? Value(IReadOnlyDictionary<string, string> fields)
    {
        if (fields.GetValueOrDefault("wstoken") != token)
        {
            throw MoodleFaultException.Moodle("invalidtoken", "Invalid token - token not found");
        }

        if (!fields.TryGetValue("wsfunction", out var name))
        {
            throw MoodleFaultException.InvalidParameter();
        }

        if (!functions.TryGetValue(name, out var function))
        {
            throw SiteInfo.Functions.Contains(name)
                ? new MoodleFaultException("webservice_access_exception", "accessexception", "Access control exception")
                : MoodleFaultException.InvalidRecord("external_functions");
        }

        var parameters = fields
            .Where(f => f.Key is not "wstoken" and not "wsfunction" && !f.Key.StartsWith("moodlews", StringComparison.Ordinal))
            .ToDictionary(f => f.Key, f => f.Value, StringComparer.Ordinal);
        var call = new Call(parameters, Setting(fields, "raw"), Setting(fields, "filter"));
        lock (university.Gate)
        {
            university.CallWebService(name);
            var value = function(this, call);
            call.CheckAllUsed();
            return value;
        }
    }

    private static bool Setting(IReadOnlyDictionary<string, string> fields, string name) =>
        fields.GetValueOrDefault("moodlewssetting" + name) is "true" or "1";
}
