using System.Text.Json;
using MoodleGrains.ClientApi.Hooks;
using MoodleGrains.Convergence;
using MoodleGrains.Silo.Json;

namespace MoodleGrains.Silo.Inbox.Deliveries;

/// <summary>
/// A delivery and its body as a document. The body is parsed when the first reader asks for it, once for all of them, and the memory is
/// given back by <see cref="Dispose"/>; events that nobody reads are not parsed at all. The three plugins look the same from here: nosey
/// wraps the event and adds the table's row, local_webhooks sends the event itself, local_webhookengine wraps it (as its
/// classes/payload_builder.php of 1.0.0 does) and may add summaries of user and course.
/// </summary>
internal sealed class WebhookPayload(StoredDelivery delivery) : IDisposable
{
    private JsonDocument? document;

    public StoredDelivery Delivery => delivery;

    public WebhookEnvelope Envelope => delivery.Envelope;

    /// <exception cref="JsonException">The body is not JSON.</exception>
    public JsonElement Body => (document ??= JsonDocument.Parse(delivery.Body)).RootElement;

    /// <exception cref="FormatException">The body has no event.</exception>
    public JsonElement Event => Envelope.Shape == WebhookShape.Flat
        ? Body
        : MoodleJson.Map(Body, "event"u8) ?? throw new FormatException($"event: an object is expected in a body of {Envelope.Shape}.");

    /// <summary>What the event adds of its own; null where it adds nothing or the hook was not told to send it.</summary>
    public JsonElement? Other => MoodleJson.Map(Event, "other"u8);

    /// <summary>The row in Moodle's table, as nosey reads it after the change.</summary>
    public JsonElement? Row => Envelope.Shape == WebhookShape.Nosey ? MoodleJson.Map(Body, "record"u8) : null;

    /// <summary>Deletion is the event's word alone: nosey sends the last row with one deletion and false with another.</summary>
    public bool Deleted => Rank == SourcePrecedence.Deleted;

    /// <summary>What kind of word it is: by <c>crud</c>, which Moodle fixes for each event; by the name where it was left out.</summary>
    public SourcePrecedence Rank => Envelope.Crud switch
    {
        'c' => SourcePrecedence.Created,
        'd' => SourcePrecedence.Deleted,
        '?' when Envelope.Event.EndsWith("deleted", StringComparison.Ordinal) => SourcePrecedence.Deleted,
        '?' when Envelope.Event.EndsWith("unassigned", StringComparison.Ordinal) => SourcePrecedence.Deleted,
        '?' when Envelope.Event.EndsWith("created", StringComparison.Ordinal) => SourcePrecedence.Created,
        _ => SourcePrecedence.Updated,
    };

    /// <summary>The version by when it was told.</summary>
    public FieldVersion Stamp => StampOf(null);

    public long ObjectId => Envelope.ObjectId ?? throw Missing("objectid");

    public long CourseId => Envelope.CourseId ?? throw Missing("courseid");

    public long RelatedUserId => Envelope.RelatedUserId ?? throw Missing("relateduserid");

    /// <summary>The version by the row's own time and by when it was told.</summary>
    public FieldVersion StampOf(long? modified) => new(modified, Envelope.Told, Rank);

    /// <summary>The grain of a row of this site.</summary>
    public StreamKey Grain(string kind, long id) => StreamKey.For(kind, delivery.Site, id);

    public void Dispose() => document?.Dispose();

    private FormatException Missing(string field) =>
        new($"{field}: missing in {Envelope.Event} from {Envelope.Shape}.");
}
