using System.Text.Json;
using MoodleGrains.Convergence;
using MoodleGrains.Silo.Moodle;

namespace MoodleGrains.Silo.Inbox.Translation;

/// <summary>
/// The body of a delivery, the same for all three plugins: nosey wraps the event and adds the table's row,
/// local_webhooks sends the event itself, local_webhookengine wraps it (as its classes/payload_builder.php of 1.0.0 does)
/// and may add summaries of user and course.
/// </summary>
internal readonly struct WebhookPayload
{
    public WebhookPayload(StoredDelivery delivery, JsonElement body)
    {
        Delivery = delivery;
        Body = body;
        Event = delivery.Shape == "local_webhooks"
            ? body
            : MoodleJson.Map(body, "event"u8)
              ?? throw new FormatException($"event: an object is expected in a body of {delivery.Shape}.");
        Other = MoodleJson.Map(Event, "other"u8);
        Row = delivery.Shape == "nosey" ? MoodleJson.Map(body, "record"u8) : null;
    }

    public StoredDelivery Delivery { get; }

    public JsonElement Body { get; }

    public JsonElement Event { get; }

    /// <summary>What the event adds of its own; null where it adds nothing or the hook was not told to send it.</summary>
    public JsonElement? Other { get; }

    /// <summary>The row in Moodle's table, as nosey reads it after the change.</summary>
    public JsonElement? Row { get; }

    /// <summary>Deletion is the event's word alone: nosey sends the last row with one deletion and false with another.</summary>
    public bool Deleted => Rank == SourcePrecedence.Deleted;

    /// <summary>What kind of word it is: by <c>crud</c>, which Moodle fixes for each event; by the name where it was left out.</summary>
    public SourcePrecedence Rank => Delivery.Crud switch
    {
        'c' => SourcePrecedence.Created,
        'd' => SourcePrecedence.Deleted,
        '?' when Delivery.Event.EndsWith("deleted", StringComparison.Ordinal) => SourcePrecedence.Deleted,
        '?' when Delivery.Event.EndsWith("unassigned", StringComparison.Ordinal) => SourcePrecedence.Deleted,
        '?' when Delivery.Event.EndsWith("created", StringComparison.Ordinal) => SourcePrecedence.Created,
        _ => SourcePrecedence.Updated,
    };

    /// <summary>The version by when it was told.</summary>
    public FieldVersion Stamp => StampOf(null);

    /// <summary>The version by the row's own time and by when it was told.</summary>
    public FieldVersion StampOf(long? modified) => new(modified, Delivery.Told, Rank);

    /// <summary>The grain of a row of this site.</summary>
    public StreamKey Grain(string kind, long id) => StreamKey.For(kind, Delivery.Site, id);

    public long ObjectId => Delivery.ObjectId ?? throw Missing("objectid");

    public long CourseId => Delivery.CourseId ?? throw Missing("courseid");

    public long RelatedUserId => Delivery.RelatedUserId ?? throw Missing("relateduserid");

    private FormatException Missing(string field) =>
        new($"{field}: missing in {Delivery.Event} from {Delivery.Shape}.");
}
