using System.Globalization;
using System.Text;
using MoodleGrains.Sandbox.Model;
using MoodleGrains.Sandbox.Php;

namespace MoodleGrains.Sandbox.Plugins;

/// <summary>
/// nosey (frumbert/nosey_notifications 2016061001): ten kinds of event with the table row, and JSON_NUMERIC_CHECK, which turns
/// every text that looks like a number into one. It sends inside the user's request, once, and can send no header of its own.
/// </summary>
/// <param name="university">Where the idnumbers of users stand, and whether nosey is as published.</param>
public sealed class Nosey(University university) : IWebhookPlugin
{
    private static readonly Dictionary<string, string> paths = new(StringComparer.Ordinal)
    {
        [EventKind.CategoryCreated.EventName] = "categorycrud/",
        [EventKind.CategoryUpdated.EventName] = "categorycrud/",
        [EventKind.CategoryDeleted.EventName] = "categorycrud/",
        [EventKind.CourseCreated.EventName] = "coursecrud/",
        [EventKind.CourseUpdated.EventName] = "coursecrud/",
        [EventKind.CourseDeleted.EventName] = "coursecrud/",
        [EventKind.EnrolmentCreated.EventName] = "enrolled/",
        [EventKind.EnrolmentDeleted.EventName] = "unenrolled/",
        [EventKind.ModuleCompletionUpdated.EventName] = "module/completed/",
        [EventKind.CourseCompleted.EventName] = "course/completed/",
    };

    /// <inheritdoc/>
    public string Shape => "nosey";

    /// <inheritdoc/>
    public HookPost? Post(MoodleEvent moodleEvent)
    {
        // As published the handler of course_completed has a name that does not exist, and Moodle skips it silently.
        if (!paths.TryGetValue(moodleEvent.EventName, out var path) ||
            (university.NoseyUnpatched && moodleEvent.Kind == EventKind.CourseCompleted))
        {
            return null;
        }

        return new(path, "application/json", [new("Accept", "*/*")], Encoding.UTF8.GetBytes(Body(moodleEvent)));
    }

    /// <summary>The body.</summary>
    /// <param name="moodleEvent">The event.</param>
    /// <returns>The JSON as PHP writes it.</returns>
    public string Body(MoodleEvent moodleEvent)
    {
        object record = moodleEvent.Row is { } row ? WithPortalId(row) : false;
        var body = new PhpMap { ["event"] = moodleEvent.Data(), ["record"] = record };
        return PhpJson.Encode(body, PhpJsonFlags.NumericCheck);
    }

    /// <summary>What is left of a text after JSON_NUMERIC_CHECK.</summary>
    /// <param name="text">The text as Moodle stores it.</param>
    /// <returns>The number as it is written in the body, or the text itself if it does not look like one.</returns>
    public static string AfterNumericCheck(string text) => PhpNumber.OfNumericText(text) switch
    {
        long whole => whole.ToString(CultureInfo.InvariantCulture),
        double real => PhpNumber.Write(real),
        _ => text,
    };

    // The idnumber of the row's user, where its integer value is above 0.
    private PhpMap WithPortalId(PhpMap row)
    {
        if (!row.TryGetValue("userid", out var userId) ||
            university.Users.GetValueOrDefault(Convert.ToInt64(userId, CultureInfo.InvariantCulture)) is not { } user ||
            PhpNumber.IntVal(user.IdNumber) <= 0)
        {
            return row;
        }

        return new(row) { ["portalid"] = user.IdNumber };
    }
}
