using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MoodleGrains.Sandbox.Model;
using MoodleGrains.Sandbox.Php;

namespace MoodleGrains.Sandbox.Plugins;

/// <summary>
/// local_webhookengine (thepankajzx/moodle-local_webhookengine 1.0.0): an envelope of schema 1 under Standard Webhooks headers. The
/// event's <c>other</c>, the users and the course are sent only where the hook opts in.
/// </summary>
/// <param name="site">The address of the Moodle site.</param>
/// <param name="secret">The signing secret, <c>whsec_</c> and base64, or any other text.</param>
/// <param name="clock">The clock of the sending task: it signs with the time of the attempt, not of the event.</param>
/// <param name="options">What the hook opts in to.</param>
/// <param name="newId">Draws delivery ids; random UUIDs if left out.</param>
public sealed class WebhookEngine(
    Uri site,
    string secret,
    TimeProvider clock,
    WebhookEngineOptions? options = null,
    Func<Guid>? newId = null) : IWebhookPlugin
{
    // Passwords and failed logins are on the plugin's own deny list.
    private static readonly string[] denied = [@"\core\event\user_login_failed", @"\core\event\user_password_updated"];

    private readonly WebhookEngineOptions options = options ?? new();
    private readonly Func<Guid> newId = newId ?? Guid.NewGuid;

    /// <inheritdoc/>
    public string Shape => "local_webhookengine";

    /// <inheritdoc/>
    public HookPost? Post(MoodleEvent moodleEvent)
    {
        if (denied.Contains(moodleEvent.EventName))
        {
            return null;
        }

        var id = newId().ToString();
        return Attempt(id, moodleEvent.EventName, Encoding.UTF8.GetBytes(Body(id, moodleEvent)));
    }

    /// <summary>The same delivery once more: same id and body, signed with the time of this attempt.</summary>
    /// <param name="earlier">An earlier attempt.</param>
    /// <returns>The new attempt.</returns>
    public HookPost Again(HookPost earlier)
    {
        var (id, type) = (Header(earlier, "webhook-id"), Header(earlier, "X-Webhook-Event"));
        return Signed(id, type, earlier.Body);
    }

    /// <summary>The body.</summary>
    /// <param name="id">The delivery's id.</param>
    /// <param name="moodleEvent">The event.</param>
    /// <returns>The JSON as PHP writes it, with slashes and letters as they are.</returns>
    public string Body(string id, MoodleEvent moodleEvent)
    {
        var data = moodleEvent.Data();
        string[] told =
        [
            "component", "action", "target", "objectid", "crud", "edulevel", "contextid", "contextlevel", "contextinstanceid",
            "courseid", "userid", "relateduserid", "timecreated",
        ];
        var inner = new PhpMap(told.Select(field => KeyValuePair.Create(field, data[field])));
        if (options.IncludeOther && moodleEvent.Other is { } other)
        {
            inner["other"] = other;
        }

        var body = new PhpMap
        {
            ["id"] = id,
            ["schema"] = 1L,
            ["type"] = Type(moodleEvent.EventName),
            ["eventname"] = moodleEvent.EventName,
            ["created"] = moodleEvent.TimeCreated,
            ["site"] = new PhpMap { ["url"] = site.GetLeftPart(UriPartial.Authority) },
            ["event"] = inner,
        };
        options.Enrich(body, moodleEvent);
        return PhpJson.Encode(body, PhpJsonFlags.UnescapedSlashes | PhpJsonFlags.UnescapedUnicode);
    }

    private HookPost Attempt(string id, string eventName, ReadOnlyMemory<byte> body) => Signed(id, Type(eventName), body);

    private HookPost Signed(string id, string type, ReadOnlyMemory<byte> body)
    {
        var at = clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{at}."), .. body.Span];
        var signature = "v1," + Convert.ToBase64String(HMACSHA256.HashData(Key(), signed));
        return new(
            "",
            "application/json",
            [
                new("User-Agent", "WebhookEngine/1.0.0"), new("X-Webhook-Event", type),
                new("webhook-id", id), new("webhook-timestamp", at), new("webhook-signature", signature),
            ],
            body);
    }

    private byte[] Key()
    {
        const string prefix = "whsec_";
        var raw = new byte[secret.Length];
        return secret.StartsWith(prefix, StringComparison.Ordinal) &&
            Convert.TryFromBase64String(secret[prefix.Length..], raw, out var length)
            ? raw[..length]
            : Encoding.UTF8.GetBytes(secret);
    }

    private static string Header(HookPost post, string name) => post.Headers.First(h => h.Key == name).Value;

    // \core\event\course_updated is core.course_updated.
    private static string Type(string eventName) =>
        eventName.TrimStart('\\').Replace(@"\event\", ".", StringComparison.Ordinal);
}
