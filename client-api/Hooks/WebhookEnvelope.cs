namespace MoodleGrains.ClientApi.Hooks;

/// <summary>The words for the three plugins.</summary>
public static class WebhookShape
{
    /// <summary>frumbert/nosey_notifications: <c>{event, record}</c>.</summary>
    public const string Nosey = "nosey";

    /// <summary>
    /// valentineus/moodle-webhooks: the event's fields at the top, with <c>host</c>, <c>token</c>, <c>extra</c>, or <c>token</c> alone.
    /// </summary>
    public const string Flat = "local_webhooks";

    /// <summary>thepankajzx/local_webhookengine, schema 1: <c>{id, schema, type, eventname, created, site, event}</c>.</summary>
    public const string Engine = "local_webhookengine";

    /// <summary>None of them.</summary>
    public const string Unknown = "unknown";
}

/// <summary>
/// What every webhook says, whichever plugin sent it. The endpoint reads it from the body; the inbox keeps it in columns of its own, so
/// that nobody after the endpoint looks for these fields in the body again.
/// </summary>
/// <param name="Shape">Which plugin, a word of <see cref="WebhookShape"/>.</param>
/// <param name="Event">The event's name as Moodle writes it, <c>\core\event\course_updated</c>.</param>
/// <param name="Crud">One of c, r, u, d; <c>?</c> if it does not say.</param>
/// <param name="Told">The event's <c>timecreated</c>, Unix seconds.</param>
/// <param name="CourseId">The course; null if none or 0.</param>
/// <param name="UserId">Who did it; null if none, 0, or Moodle's -1 for somebody else.</param>
/// <param name="RelatedUserId">To whom; null if none or 0.</param>
/// <param name="ObjectId">The row it is about; null if none.</param>
public sealed record WebhookEnvelope(
    string Shape,
    string Event,
    char Crud,
    long Told,
    long? CourseId,
    long? UserId,
    long? RelatedUserId,
    long? ObjectId);

/// <summary>Why a body cannot be read.</summary>
/// <param name="Field">The field, <c>event.timecreated</c>; <c>body</c> for the whole.</param>
/// <param name="Value">What kind of value stands there; never the value itself, which may be personal.</param>
/// <param name="Remedy">What would be right.</param>
public sealed record BodyProblem(string Field, string Value, string Remedy)
{
    /// <summary>One line for a person.</summary>
    /// <returns>Field, kind and remedy.</returns>
    public override string ToString() => $"{Field} is {Value}. {Remedy}";
}
