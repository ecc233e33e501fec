using System.Text.Json.Serialization;

namespace MoodleGrains.Announcements;

/// <summary>
/// What is wanted may have changed: reconcile it with what is there. Its key is <see cref="Key"/>.
/// </summary>
/// <param name="Site">The slug of the site.</param>
/// <param name="Scope"><c>conference</c>, <c>course</c>, <c>category</c>, <c>rule</c> or <c>site</c>.</param>
/// <param name="Id">
/// Which one: of a conference the third part of its grain's id (<c>41</c>, <c>e77</c>), else Moodle's id, the name of the rule or
/// the slug of the site.
/// </param>
public sealed record ReconcileAnnouncements(string Site, string Scope, string Id) : IEffectBody
{
    /// <summary>The key of the effect: what concerns the same thing is done in order.</summary>
    /// <returns><c>announce-{site}-{scope}-{id}</c>.</returns>
    public string Key() => $"announce-{Site}-{Scope}-{Id}";
}

/// <summary>
/// Posts a message, unless one with this marker stands there. Answered by <see cref="MessagePosted"/> or <see cref="MessageFailed"/>.
/// </summary>
/// <param name="Announcement">The announcement's grain id.</param>
/// <param name="Channel">A Discord channel's snowflake, or the name of a webhook URL in the configuration.</param>
/// <param name="Slot">Which of the announcement's messages (<see cref="Slots"/>).</param>
/// <param name="Marker">What tells this message from every other when the channel is read back; goes into the fragment of the link.</param>
/// <param name="Nonce">Discord's nonce, 25 characters at most; the same at each attempt.</param>
/// <param name="Card">What it says.</param>
/// <param name="Role">The role to ping, its snowflake; null pings nobody.</param>
/// <param name="Again">Whether an earlier order, which failed, may have posted it after all.</param>
public sealed record PostMessage(
    string Announcement,
    string Channel,
    string Slot,
    string Marker,
    string Nonce,
    Card Card,
    string? Role,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Again = false) : IEffectBody;

/// <summary>
/// Makes a message say something else. Answered by <see cref="MessageEdited"/>, <see cref="MessageGone"/> or <see cref="MessageFailed"/>.
/// </summary>
/// <param name="Announcement">The announcement's grain id.</param>
/// <param name="Channel">The channel.</param>
/// <param name="Slot">Which of the announcement's messages.</param>
/// <param name="MessageId">Discord's id of it.</param>
/// <param name="Marker">
/// The marker it has from now on, told back in <see cref="MessageEdited.Marker"/>: each post and each edit has its own.
/// </param>
/// <param name="Card">What it says from now on.</param>
public sealed record EditMessage(
    string Announcement, string Channel, string Slot, string MessageId, string Marker, Card Card) : IEffectBody;

/// <summary>
/// Deletes a message; one that is gone already counts as deleted. Answered by <see cref="MessageDeleted"/> or <see cref="MessageFailed"/>.
/// </summary>
/// <param name="Announcement">The announcement's grain id.</param>
/// <param name="Channel">The channel.</param>
/// <param name="Slot">Which of the announcement's messages.</param>
/// <param name="MessageId">Discord's id of it.</param>
public sealed record DeleteMessage(string Announcement, string Channel, string Slot, string MessageId) : IEffectBody;

/// <summary>
/// Makes a scheduled event, unless one with this marker stands there. Answered by <see cref="MessagePosted"/> or
/// <see cref="MessageFailed"/>.
/// </summary>
/// <param name="Announcement">The announcement's grain id.</param>
/// <param name="Guild">The server, its snowflake.</param>
/// <param name="Slot">Which of the announcement's messages.</param>
/// <param name="Marker">What tells this event from every other when the server's events are read back.</param>
/// <param name="Card">What it says; start and end are known.</param>
/// <param name="Again">Whether an earlier order, which failed, may have made it after all.</param>
public sealed record CreateGuildEvent(
    string Announcement,
    string Guild,
    string Slot,
    string Marker,
    Card Card,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Again = false) : IEffectBody;

/// <summary>
/// Makes a scheduled event say something else. Answered by <see cref="MessageEdited"/>, <see cref="MessageGone"/> or
/// <see cref="MessageFailed"/>.
/// </summary>
/// <param name="Announcement">The announcement's grain id.</param>
/// <param name="Guild">The server, its snowflake.</param>
/// <param name="Slot">Which of the announcement's messages.</param>
/// <param name="EventId">Discord's id of it.</param>
/// <param name="Marker">The marker it has from now on, told back in <see cref="MessageEdited.Marker"/>.</param>
/// <param name="Card">What it says from now on.</param>
public sealed record EditGuildEvent(string Announcement, string Guild, string Slot, string EventId, string Marker, Card Card) : IEffectBody;

/// <summary>
/// Deletes a scheduled event; one that is gone already counts as deleted. Answered by <see cref="MessageDeleted"/> or
/// <see cref="MessageFailed"/>.
/// </summary>
/// <param name="Announcement">The announcement's grain id.</param>
/// <param name="Guild">The server, its snowflake.</param>
/// <param name="Slot">Which of the announcement's messages.</param>
/// <param name="EventId">Discord's id of it.</param>
public sealed record DeleteGuildEvent(string Announcement, string Guild, string Slot, string EventId) : IEffectBody;

/// <summary>
/// A timer at a lead time: the conference is read from Moodle once more and told to its grain, then <see cref="StartPing"/> is sent to
/// the announcement, also when Moodle does not answer.
/// </summary>
/// <param name="Announcement">The announcement's grain id.</param>
/// <param name="Site">The slug of the site.</param>
/// <param name="Conference">The third part of the conference's grain id (<c>41</c>, <c>e77</c>).</param>
/// <param name="PingId">Which ping: the slot of its message (<see cref="Slots.Ping"/>).</param>
public sealed record ReadBeforePing(string Announcement, string Site, string Conference, string PingId) : IEffectBody;
