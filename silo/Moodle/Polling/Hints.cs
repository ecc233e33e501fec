using System.Text.Json;
using MoodleGrains.ClientApi.Hooks;
using MoodleGrains.Polling;
using MoodleGrains.Silo.Inbox.Deliveries;
using MoodleGrains.Silo.Moodle.Answers;

namespace MoodleGrains.Silo.Moodle.Polling;

/// <summary>
/// What a webhook tells too little of, so that it has to be read from Moodle soon. Pure. What a grain finds contested it says
/// itself (<see cref="ContestedReaction"/>).
/// </summary>
internal sealed class Hints(PollSettings settings) : IDeliveryHints
{
    /// <inheritdoc/>
    public IReadOnlyList<Effect> Of(WebhookPayload payload, long now)
    {
        var delivery = payload.Delivery;
        if (delivery.Imported || settings.Of(delivery.Site) is null)
        {
            return [];
        }

        // A site whose clock is ahead is not waited for.
        var told = Math.Clamp(payload.Envelope.Told, 0, now);
        return [.. Scopes(payload).Concat(settings.Of(delivery.Site)!.Categories is null ? [] : LimitedScopes(payload.Envelope)).Distinct()
            .Where(hint => hint.Id != 0 || hint.Scope is ReadScope.Conferences or ReadScope.Category)
            .SelectMany(hint => new ReadSoon(delivery.Site, hint.Scope, hint.Id, hint.User).Effects(told))];
    }

    private IEnumerable<(string Scope, long Id, long User)> Scopes(WebhookPayload payload)
    {
        var webhook = payload.Envelope;
        var course = webhook.CourseId ?? 0;
        switch (webhook.Event)
        {
            case @"\core\event\course_module_created" or @"\core\event\course_module_updated" or @"\core\event\course_module_deleted":
                return course != 0 && IsConference(Other(payload, "modulename"u8)) ? [(ReadScope.Conferences, course, 0)] : [];
            case @"\core\event\course_section_updated" or @"\core\event\course_section_deleted":
                return course != 0 ? [(ReadScope.Conferences, course, 0)] : [];
            case @"\core\event\calendar_event_created" or @"\core\event\calendar_event_updated" or @"\core\event\calendar_event_deleted":
                return course > 1 || MayBeOfSite(Other(payload, "name"u8)) ? [(ReadScope.Conferences, course, 0)] : [];
            case @"\core\event\course_restored":
                return
                [
                    (ReadScope.Conferences, course, 0),
                    (ReadScope.Enrolments, course, 0),
                    .. Fields(payload, ReadScope.Course, webhook.ObjectId ?? course),
                ];
            case @"\core\event\course_created" or @"\core\event\course_updated":
                return Fields(payload, ReadScope.Course, webhook.ObjectId ?? course);
            case @"\core\event\course_category_created" or @"\core\event\course_category_updated":
                // One call answers all categories, and sorting them tells of each: they are read once.
                return Fields(payload, ReadScope.Category, 0);
            case @"\core\event\user_created" or @"\core\event\user_updated":
                return [(ReadScope.User, webhook.RelatedUserId ?? webhook.ObjectId ?? 0, 0)];
            case @"\core\event\user_enrolment_created" when webhook.Shape == WebhookShape.Nosey:
                // nosey tells no roles.
                return [(ReadScope.Enrolments, course, 0)];
            case @"\core\event\role_assigned" or @"\core\event\role_unassigned" when course != 0 && Other(payload, "id"u8) == "":
                return [(ReadScope.Enrolments, course, 0)];
            case @"\core\event\course_module_completion_updated"
                when webhook.Shape == WebhookShape.Engine && course != 0 && Other(payload, "completionstate"u8) == "":
                return [(ReadScope.Completions, course, webhook.RelatedUserId ?? 0)];
            case var name when course != 0 && name.StartsWith(@"\mod_bigbluebuttonbn\event\meeting_", StringComparison.Ordinal):
                return [(ReadScope.Conferences, course, 0)];
            default:
                return [];
        }
    }

    // A limited site: whether something moved in or out, and the name of who was just enrolled: it was not kept before.
    private static IEnumerable<(string Scope, long Id, long User)> LimitedScopes(WebhookEnvelope webhook) => webhook.Event switch
    {
        @"\core\event\course_created" or @"\core\event\course_updated" or @"\core\event\course_restored" =>
            [(ReadScope.Course, webhook.ObjectId ?? webhook.CourseId ?? 0, 0)],
        @"\core\event\course_category_created" or @"\core\event\course_category_updated" => [(ReadScope.Category, webhook.ObjectId
            ?? 0, 0)],
        @"\core\event\user_enrolment_created" => [(ReadScope.User, webhook.RelatedUserId ?? 0, 0)],
        _ => [],
    };

    // nosey alone sends the row. What the others send of it is at most the part that a form changed.
    private static IEnumerable<(string Scope, long Id, long User)> Fields(WebhookPayload payload, string scope, long id) =>
        payload.Envelope.Shape == WebhookShape.Nosey && HasRow(payload) ? [] : [(scope, id, 0)];

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

    private static bool HasRow(WebhookPayload payload)
    {
        try
        {
            return payload.Row is not null;
        }
        catch (Exception unreadable) when (unreadable is JsonException or FormatException or InvalidOperationException)
        {
            return false;
        }
    }

    // The text or number of a field of `other`; empty where it is not there, or the body cannot be read: that is parked elsewhere.
    private static string Other(WebhookPayload payload, ReadOnlySpan<byte> field)
    {
        try
        {
            return payload.Other is { } other && other.TryGetProperty(field, out var value) ? value.ToString() : "";
        }
        catch (Exception unreadable) when (unreadable is JsonException or FormatException or InvalidOperationException)
        {
            return "";
        }
    }
}
