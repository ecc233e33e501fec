using System.Globalization;
using System.Text;
using System.Text.Json;
using MoodleGrains.ClientApi.Hooks;
using MoodleGrains.Silo.Inbox.Deliveries;

namespace MoodleGrains.Silo.Tests;

/// <summary>Bodies as the edge stores them.</summary>
internal static class Deliveries
{
    public static StoredDelivery Of(string body)
    {
        var root = JsonElement.Parse(body);
        var shape = root.TryGetProperty("schema", out _) ? "local_webhookengine"
            : root.TryGetProperty("record", out _) ? "nosey"
            : "local_webhooks";
        var told = shape == "local_webhooks" ? root : root.GetProperty("event");
        return Of(new WebhookEnvelope(
            shape,
            (shape == "local_webhookengine" ? root : told).GetProperty("eventname").GetString()!,
            told.TryGetProperty("crud", out var crud) ? crud.GetString()![0] : '?',
            Id(told, "timecreated") ?? 0,
            Id(told, "courseid"),
            Id(told, "userid"),
            Id(told, "relateduserid"),
            Id(told, "objectid")), body);
    }

    public static StoredDelivery Of(WebhookEnvelope envelope, string body) =>
        new(1, new(Recorded.Site, "d1", SentId: true, envelope, Encoding.UTF8.GetBytes(body), TraceParent: null));

    /// <summary>The single observation of a delivery.</summary>
    public static (StreamKey Grain, TCommand Command) Only<TCommand>(this Translated translated)
        where TCommand : ICommand
    {
        var (grain, command) = translated.Observations.ShouldHaveSingleItem();
        return (grain, command.ShouldBeOfType<TCommand>());
    }

    private static long? Id(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value)
        && long.TryParse(value.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
        && id != 0
            ? id
            : null;
}
