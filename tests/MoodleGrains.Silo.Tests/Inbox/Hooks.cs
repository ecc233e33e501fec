using System.Text;
using MoodleGrains.ClientApi.Hooks;
using MoodleGrains.ClientApi.Operations;
using MoodleGrains.Sandbox.Plugins;
using MoodleGrains.Silo.Inbox;
using MoodleGrains.Silo.Inbox.Deliveries;

namespace MoodleGrains.Silo.Tests.Inbox;

/// <summary>Deliveries as the edge hands them to the inbox, and what a test wants to know of them afterwards.</summary>
internal static class Hooks
{
    /// <summary>A delivery with an id of the sender's own.</summary>
    public static Received Sent(string id, string body = "{}") => Of(id, true, body);

    /// <summary>A delivery known by the hash of its body only.</summary>
    public static Received Hashed(string id, string body = "{}") => Of(id, false, body);

    /// <summary>A recorded webhook.</summary>
    public static Received Of(StoredDelivery recorded) => new(
        recorded.Site,
        DeliveryId.Of(recorded.Site, recorded.Body.Span),
        false,
        recorded.Envelope,
        recorded.Body,
        null);

    /// <summary>What a plugin posts, read as the edge reads it; null where the kind is not kept.</summary>
    public static Received? Of(HookPost post) =>
        ImportReading.Of(Recorded.Site, null, post.Body).Received is { } received ? received with { Imported = false } : null;

    /// <summary>A course's row as nosey tells it.</summary>
    public static Received Course(long id, string fullName, long told, bool visible = true) => new(
        Recorded.Site,
        $"{id}/{fullName}/{told}",
        true,
        new("nosey", @"\core\event\course_updated", 'u', told, id, 2, null, id),
        Encoding.UTF8.GetBytes($$$"""
            {"event":{},"record":{"id":{{{id}}},"category":1,"fullname":"{{{fullName}}}","shortname":"c{{{id}}}","idnumber":"","summary":"",
             "format":"topics","visible":{{{(visible ? 1 : 0)}}},"lang":"","startdate":0,"enddate":0,"timecreated":1,"timemodified":{{{told}}} }}
            """),
        null);

    public static async Task Accept(this SiloHarness silo, params IEnumerable<Received> received) =>
        await Task.WhenAll(received.ToList().Select(one => silo.Inbox.Accept(one, default).AsTask()));

    /// <summary>Waits until every shard has handled all that was received.</summary>
    public static Task Dispatched(this SiloHarness silo) => Eventually.Holds(
        async () => await silo.Database.Scalar<bool>("""
            select min(p.position) >= (select last_value from mg_inbox_sequence) or not (select is_called from mg_inbox_sequence)
            from mg_progress p where p.name = 'inbox'
            """),
        "everything was dispatched");

    private static Received Of(string id, bool sent, string body) => new(
        Recorded.Site, id, sent, new("local_webhooks", @"\core\event\nothing_known", 'u', 1, null, null, null, null), Encoding.UTF8
            .GetBytes(body), null);
}
