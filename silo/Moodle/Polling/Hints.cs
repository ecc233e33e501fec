using System.Text.Json;
using MoodleGrains.Polling;
using MoodleGrains.Silo.Inbox;
using MoodleGrains.Silo.Inbox.Translation;
using MoodleGrains.Silo.Moodle.Answers;

namespace MoodleGrains.Silo.Moodle.Polling;

/// <summary>
/// What a webhook tells too little of, so that it has to be read from Moodle soon. Pure. What a grain finds contested it says
/// itself (<see cref="ContestedReaction"/>).
/// </summary>
internal sealed class Hints(PollSettings settings) : IDeliveryHints
{
    /// <inheritdoc/>
    public IReadOnlyList<Effect> Of(StoredDelivery delivery, long now)
    {
        if (delivery.Imported || settings.Of(delivery.Site) is null)
        {
            return [];
        }

        // A site whose clock is ahead is not waited for.
        var told = Math.Clamp(delivery.Told, 0, now);
        return [.. Scopes(delivery).Concat(settings.Of(delivery.Site)!.Categories is null ? [] : LimitedScopes(delivery)).Distinct()
            .Where(hint => hint.Id != 0 || hint.Scope is ReadScope.Conferences or ReadScope.Category)
            .SelectMany(hint => new ReadSoon(delivery.Site, hint.Scope, hint.Id, hint.User).Effects(told))];
    }

    private IEnumerable<(string Scope, long Id, long User)> Scopes(StoredDelivery delivery)
    {
        var course = delivery.CourseId ?? 0;
        switch (delivery.Event)
        {
            case @"\core\event\course_module_created" or @"\core\event\course_module_updated" or @"\core\event\course_module_deleted":
                return course != 0 && IsConference(Other(delivery, "modulename"u8)) ? [(ReadScope.Conferences, course, 0)] : [];
            case @"\core\event\course_section_updated" or @"\core\event\course_section_deleted":
                return course != 0 ? [(ReadScope.Conferences, course, 0)] : [];
            case @"\core\event\calendar_event_created" or @"\core\event\calendar_event_updated" or @"\core\event\calendar_event_deleted":
                return course > 1 || MayBeOfSite(Other(delivery, "name"u8)) ? [(ReadScope.Conferences, course, 0)] : [];
            case @"\core\event\course_restored":
                return [(ReadScope.Conferences, course, 0), (ReadScope.Enrolments, course, 0), .. Fields(delivery, ReadScope.Course, delivery.ObjectId ?? course)];
            case @"\core\event\course_created" or @"\core\event\course_updated":
                return Fields(delivery, ReadScope.Course, delivery.ObjectId ?? course);
            case @"\core\event\course_category_created" or @"\core\event\course_category_updated":
                // One call answers all categories, and sorting them tells of each: they are read once.
                return Fields(delivery, ReadScope.Category, 0);
            case @"\core\event\user_created" or @"\core\event\user_updated":
                return [(ReadScope.User, delivery.RelatedUserId ?? delivery.ObjectId ?? 0, 0)];
            case @"\core\event\user_enrolment_created" when delivery.Shape == "nosey":
                // nosey tells no roles.
                return [(ReadScope.Enrolments, course, 0)];
            case @"\core\event\role_assigned" or @"\core\event\role_unassigned" when course != 0 && Other(delivery, "id"u8) == "":
                return [(ReadScope.Enrolments, course, 0)];
            case @"\core\event\course_module_completion_updated"
                when delivery.Shape == "local_webhookengine" && course != 0 && Other(delivery, "completionstate"u8) == "":
                return [(ReadScope.Completions, course, delivery.RelatedUserId ?? 0)];
            case var name when course != 0 && name.StartsWith(@"\mod_bigbluebuttonbn\event\meeting_", StringComparison.Ordinal):
                return [(ReadScope.Conferences, course, 0)];
            default:
                return [];
        }
    }

    // A limited site: whether something moved in or out, and the name of who was just enrolled: it was not kept before.
    private static IEnumerable<(string Scope, long Id, long User)> LimitedScopes(StoredDelivery delivery) => delivery.Event switch
    {
        @"\core\event\course_created" or @"\core\event\course_updated" or @"\core\event\course_restored" =>
            [(ReadScope.Course, delivery.ObjectId ?? delivery.CourseId ?? 0, 0)],
        @"\core\event\course_category_created" or @"\core\event\course_category_updated" => [(ReadScope.Category, delivery.ObjectId ?? 0, 0)],
        @"\core\event\user_enrolment_created" => [(ReadScope.User, delivery.RelatedUserId ?? 0, 0)],
        _ => [],
    };

    // nosey alone sends the row. What the others send of it is at most the part that a form changed.
    private static IEnumerable<(string Scope, long Id, long User)> Fields(StoredDelivery delivery, string scope, long id) =>
        delivery.Shape == "nosey" && HasRow(delivery) ? [] : [(scope, id, 0)];

    // Where the plugin was not told to send `other`, it may be one.
    private bool IsConference(string module) =>
        module is "" or BigBlueButtonsAnswer.Module || settings.Conferences.Modules.Contains(module);

    // Entries of the site and people's own look alike: only names that match are worth reading the site's calendar for.
    private bool MayBeOfSite(string name) => settings.Conferences.Entries is { } pattern && IsMatch(pattern, name);

    private static bool IsMatch(System.Text.RegularExpressions.Regex pattern, string name)
    {
        try
        {
            return name == "" || pattern.IsMatch(name);
        }
        catch (System.Text.RegularExpressions.RegexMatchTimeoutException)
        {
            return false;
        }
    }

    private static bool HasRow(StoredDelivery delivery)
    {
        try
        {
            using var body = JsonDocument.Parse(delivery.Body);
            return new WebhookPayload(delivery, body.RootElement).Row is not null;
        }
        catch (Exception unreadable) when (unreadable is JsonException or FormatException or InvalidOperationException)
        {
            return false;
        }
    }

    // The text or number of a field of `other`; empty where it is not there, or the body cannot be read: that is parked elsewhere.
    private static string Other(StoredDelivery delivery, ReadOnlySpan<byte> field)
    {
        try
        {
            using var body = JsonDocument.Parse(delivery.Body);
            return new WebhookPayload(delivery, body.RootElement).Other is { } other && other.TryGetProperty(field, out var value) ? value.ToString() : "";
        }
        catch (Exception unreadable) when (unreadable is JsonException or FormatException or InvalidOperationException)
        {
            return "";
        }
    }
}
