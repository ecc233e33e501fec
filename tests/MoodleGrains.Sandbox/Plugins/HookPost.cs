using System.Net.Http.Headers;

namespace MoodleGrains.Sandbox.Plugins;

/// <summary>One HTTP POST as a plugin makes it.</summary>
/// <param name="Path">What stands behind the address of the hook; empty, or as in <c>coursecrud/</c>.</param>
/// <param name="ContentType">The content type.</param>
/// <param name="Headers">The plugin's own headers.</param>
/// <param name="Body">The bytes.</param>
public sealed record HookPost(
    string Path,
    string ContentType,
    IReadOnlyList<KeyValuePair<string, string>> Headers,
    ReadOnlyMemory<byte> Body)
{
    /// <summary>The request for an address.</summary>
    /// <param name="hook">The address of the hook, with or without a slash at its end.</param>
    /// <returns>A new request.</returns>
    public HttpRequestMessage ToRequest(Uri hook)
    {
        var address = Path == "" ? hook : new Uri(hook.AbsoluteUri.TrimEnd('/') + "/" + Path);
        var content = new ReadOnlyMemoryContent(Body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(ContentType);
        var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = content };
        foreach (var (name, value) in Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }
}

/// <summary>A Moodle plugin that sends webhooks.</summary>
public interface IWebhookPlugin
{
    /// <summary>How the silo calls its shape: <c>nosey</c>, <c>local_webhooks</c> or <c>local_webhookengine</c>.</summary>
    string Shape { get; }

    /// <summary>What the plugin sends of an event.</summary>
    /// <param name="moodleEvent">The event.</param>
    /// <returns>The POST; null if the plugin does not send this kind.</returns>
    HookPost? Post(Model.MoodleEvent moodleEvent);
}
