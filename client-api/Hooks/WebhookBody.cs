using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace MoodleGrains.ClientApi.Hooks;

/// <summary>Reads the body of a webhook, in one forward pass, from any of the three plugins; they are told apart by content.</summary>
public static class WebhookBody
{
    /// <summary>Deeper JSON is refused.</summary>
    public const int MaxDepth = 32;

    private const int LongestId = 200;

    /// <summary>Reads a body. Whatever the bytes are, it answers and does not throw.</summary>
    /// <param name="body">The body as received.</param>
    /// <returns>What it says, or what is wrong with it.</returns>
    public static WebhookReading Read(ReadOnlySpan<byte> body)
    {
        var pass = new BodyPass(body);
        var malformed = body.IsEmpty
            ? new BodyProblem("body", "empty", "Send one JSON object, as the plugin makes it.")
            : Utf8.IsValid(body) ? pass.Run() : new BodyProblem("body", "no UTF-8", "Send JSON as UTF-8.");
        return pass.Reading(malformed);
    }

    /// <summary>Whether a text can be a sender's id of a delivery: visible ASCII, at most 200 characters.</summary>
    /// <param name="text">The text.</param>
    /// <returns>True if it can.</returns>
    public static bool IsSenderId(string text) => text.Length is > 0 and <= LongestId && !text.Any(c => c is < '!' or > '~');

    private ref struct BodyPass(ReadOnlySpan<byte> body)
    {
        private JsonPass json = new(body);
        private EventFields top = new("");
        private EventFields inner = new("event.");
        private TokenCuts cuts;
        private string? eventKind;
        private bool hasRecord;
        private string? senderId;
        private string? token;

        public BodyProblem? Run()
        {
            try
            {
                if (json.Next() && json.Token != JsonTokenType.StartObject)
                    return new BodyProblem("body", "JSON, but no object", "Send one JSON object, as the plugin makes it.");
                while (json.Next() && json.Token == JsonTokenType.PropertyName)
                {
                    cuts.Begins(json.TokenAt);
                    if (TakeToken()) cuts.Drops(json.At);
                    else
                    {
                        TakeOther();
                        cuts.Keeps(json.At);
                    }
                }

                cuts.Closes();
                json.Next();
                return json.Problem;
            }
            catch (JsonException e)
            {
                var (line, at) = (e.LineNumber + 1, e.BytePositionInLine + 1);
                return json.Problem ?? new BodyProblem(
                    "body",
                    string.Create(CultureInfo.InvariantCulture, $"no JSON from line {line}, byte {at} on"),
                    "Send one JSON object, UTF-8, without comments, as the plugin makes it.");
            }
        }

        public readonly WebhookReading Reading(BodyProblem? malformed)
        {
            var hasEvent = eventKind == "an object";
            var shape = (hasEvent, top.Named) switch
            {
                (true, true) => WebhookShape.Engine,
                (true, false) => WebhookShape.Nosey,
                (false, true) => WebhookShape.Flat,
                _ => WebhookShape.Unknown,
            };
            var (name, fields) = (shape == WebhookShape.Nosey ? inner.Name : top.Name, hasEvent ? inner : top);
            var problem = malformed ?? Missing(shape, name, fields.Told);
            var envelope = problem is not null ? null : new WebhookEnvelope(
                shape, name!, fields.Crud, fields.Told!.Value, fields.CourseId, fields.UserId, fields.RelatedUserId, fields.ObjectId);
            var digest = string.IsNullOrEmpty(token) ? null : SHA256.HashData(Encoding.UTF8.GetBytes(token));
            return new WebhookReading(shape, envelope, problem, shape == WebhookShape.Engine ? senderId : null, digest, cuts.All);
        }

        private readonly BodyProblem? Missing(string shape, string? name, long? told)
        {
            const string Shapes = "Send what nosey ({event, record}), local_webhooks or local_webhookengine sends.";
            if (shape == WebhookShape.Unknown)
                return eventKind is null ? new("eventname", "missing", Shapes) : new("event", eventKind, Shapes);
            var wrong = (shape != WebhookShape.Nosey ? top.Problem : null) ?? (shape != WebhookShape.Flat ? inner.Problem : null);
            if (wrong is not null) return wrong;
            var path = shape == WebhookShape.Flat ? "" : "event.";
            if (name is null)
                return new(
                    shape == WebhookShape.Nosey ? "event.eventname" : "eventname",
                    "missing",
                    @"The event's name as Moodle writes it, such as \core\event\course_updated.");
            if (told is null) return new(path + "timecreated", "missing", "Unix seconds above 0, as Moodle writes them.");
            return shape == WebhookShape.Nosey && !hasRecord ? new("record", "missing", "nosey sends the row, or false.") : null;
        }

        private bool TakeToken()
        {
            if (!json.NameIs("token"u8)) return false;
            json.ValueKind();
            token = json.Text();
            return true;
        }

        private void TakeOther()
        {
            if (json.NameIs("event"u8)) TakeEvent();
            else if (json.NameIs("id"u8)) TakeId();
            else if (!top.Take(ref json))
            {
                hasRecord |= json.NameIs("record"u8);
                json.Skip();
            }
        }

        private void TakeEvent()
        {
            inner = new EventFields("event.");
            eventKind = json.ValueKind();
            if (json.Token != JsonTokenType.StartObject) _ = json.Text();
            else
                while (json.Next() && json.Token == JsonTokenType.PropertyName)
                    if (!inner.Take(ref json)) json.Skip();
        }

        private void TakeId()
        {
            json.ValueKind();
            senderId = json.Text() is { } id && IsSenderId(id) ? id : null;
        }
    }
}
