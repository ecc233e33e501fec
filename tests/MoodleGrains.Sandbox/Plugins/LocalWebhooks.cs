using System.Text;
using MoodleGrains.Sandbox.Model;
using MoodleGrains.Sandbox.Php;

namespace MoodleGrains.Sandbox.Plugins;

/// <summary>
/// local_webhooks (valentineus/moodle-webhooks 4.0.0-rc.2): every kind of event, flat, with host, token and extra; no table row.
/// </summary>
/// <param name="site">The address of the Moodle site.</param>
/// <param name="token">The token that goes in the body; empty if none is set.</param>
/// <param name="extra">The free text that goes in the body; empty if none is set.</param>
/// <param name="asForm">Whether the content type says form. The body is the same JSON text.</param>
public sealed class LocalWebhooks(Uri site, string token = "", string extra = "", bool asForm = false) : IWebhookPlugin
{
    /// <inheritdoc/>
    public string Shape => "local_webhooks";

    /// <inheritdoc/>
    public HookPost Post(MoodleEvent moodleEvent) => new(
        "",
        asForm ? "application/x-www-form-urlencoded" : "application/json",
        [new("Accept", "*/*"), new("User-Agent", $"MoodleBot/4.5 (+{site.GetLeftPart(UriPartial.Authority)})")],
        Encoding.UTF8.GetBytes(Body(moodleEvent)));

    /// <summary>The body.</summary>
    /// <param name="moodleEvent">The event.</param>
    /// <returns>The JSON as PHP writes it.</returns>
    public string Body(MoodleEvent moodleEvent)
    {
        var body = moodleEvent.Data();
        body["host"] = site.Host;
        body["token"] = token;
        body["extra"] = extra;
        return PhpJson.Encode(body);
    }
}
