using System.Globalization;
using MoodleGrains.Conferences;
using MoodleGrains.Convergence;
using MoodleGrains.Silo.Inbox.Deliveries;
using MoodleGrains.Silo.Json;

namespace MoodleGrains.Silo.Inbox.Translation;

/// <summary>
/// A conference was made, changed or deleted, as far as webhooks tell: neither its times nor whether it is hidden.
/// The calendar's events do not name their activity, so they tell a conference nothing.
/// </summary>
internal static class ConferenceWebhookTranslator
{
    public static Translated Read(WebhookPayload payload)
    {
        if (payload.Other is not { } other || MoodleJson.Word(other, "modulename"u8) is not { } module || !IsConference(module))
        {
            return Translated.Nothing;
        }

        var id = payload.ObjectId;
        var grain = payload.Grain("conference", id);
        if (payload.Deleted)
        {
            return Translated.Of(grain, new ObserveConferenceDeleted(payload.Stamp));
        }

        var damaged = 0;
        var name = MoodleJson.Text(other, "name"u8, ref damaged);
        var told = new ObserveConference(
            module,
            MoodleJson.Needed(other, "instanceid"u8),
            payload.CourseId,
            name is { Value: "" } ? null : name,
            StartsAt: null,
            EndsAt: null,
            Visible: null,
            ViewPage(payload, module, id),
            payload.Stamp);
        return Translated.Of(grain, told, damaged: damaged);
    }

    private static bool IsConference(string module) => module is "bigbluebuttonbn" or "zoom" or "jitsi" or "googlemeet" or "msteams";

    // Only local_webhookengine tells the site's address; local_webhooks tells a host without scheme and port.
    private static string? ViewPage(WebhookPayload payload, string module, long id) =>
        MoodleJson.Map(payload.Body, "site"u8) is { } site
        && MoodleJson.Word(site, "url"u8) is { } url
        && Uri.TryCreate(url, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp)
            ? string.Create(CultureInfo.InvariantCulture, $"{url.TrimEnd('/')}/mod/{module}/view.php?id={id}")
            : null;
}
