using System.Globalization;
using MoodleGrains.Conferences;
using MoodleGrains.Convergence;
using MoodleGrains.Silo.Moodle;

namespace MoodleGrains.Silo.Inbox.Translation;

/// <summary>
/// A conference was made, changed or deleted, as far as webhooks tell: neither its times nor whether it is hidden.
/// The calendar's events do not name their activity, so they tell a conference nothing.
/// </summary>
internal static class ConferenceWebhookTranslator
{
    public static Translated Read(in WebhookPayload telling)
    {
        if (telling.Other is not { } other || MoodleJson.Word(other, "modulename"u8) is not { } module || !IsConference(module))
        {
            return Translated.Nothing;
        }

        var id = telling.ObjectId;
        var grain = telling.Grain("conference", id);
        if (telling.Deleted)
        {
            return Translated.Of(grain, new ObserveConferenceDeleted(telling.Stamp));
        }

        var damaged = 0;
        var name = MoodleJson.Text(other, "name"u8, ref damaged);
        var told = new ObserveConference(
            module,
            MoodleJson.Needed(other, "instanceid"u8),
            telling.CourseId,
            name is { Value: "" } ? null : name,
            StartsAt: null,
            EndsAt: null,
            Visible: null,
            ViewPage(telling, module, id),
            telling.Stamp);
        return Translated.Of(grain, told, damaged: damaged);
    }

    private static bool IsConference(string module) => module is "bigbluebuttonbn" or "zoom" or "jitsi" or "googlemeet" or "msteams";

    // Only local_webhookengine tells the site's address; local_webhooks tells a host without scheme and port.
    private static string? ViewPage(in WebhookPayload telling, string module, long id) =>
        MoodleJson.Map(telling.Body, "site"u8) is { } site
        && MoodleJson.Word(site, "url"u8) is { } url
        && Uri.TryCreate(url, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp)
            ? string.Create(CultureInfo.InvariantCulture, $"{url.TrimEnd('/')}/mod/{module}/view.php?id={id}")
            : null;
}
