using System.Text.Json.Serialization;

namespace MoodleGrains.Mail;

/// <summary>
/// Sends a letter to a user of a site. It says who and what, never the address: that is looked up in the people table when
/// the letter is written, and a user who may not be mailed then gets none.
/// </summary>
/// <param name="Site">The slug of the site.</param>
/// <param name="UserId">Moodle's id of the user.</param>
/// <param name="Letter">Which letter (<see cref="MoodleGrains.Mail.Letter"/>).</param>
/// <param name="Language"><c>en</c>, <c>fr</c> or <c>de</c>.</param>
/// <param name="Zone">The time zone in which times are written, by its IANA name; null for UTC.</param>
/// <param name="DueAt">The turn of a digest, Unix seconds.</param>
/// <param name="Since">The log position behind which a digest tells changes; null before the first.</param>
/// <param name="Period">The seconds that a digest covers.</param>
public sealed record SendMail(
    string Site,
    long UserId,
    string Letter,
    string Language,
    string? Zone = null,
    long DueAt = 0,
    long? Since = null,
    long Period = 0) : IEffectBody
{
    /// <summary>How it is named and written.</summary>
    public static EffectType Effect { get; } = EffectType.Of(MailJson.It.SendMail);
}

/// <summary>The letters that can be sent to users.</summary>
public static class Letter
{
    /// <summary>Coming conferences and changes in the user's courses.</summary>
    public const string Digest = "digest";

    /// <summary>The one invitation to the digest.</summary>
    public const string Invitation = "invitation";
}

/// <summary>How mails are written to the outbox.</summary>
[JsonSerializable(typeof(SendMail))]
internal sealed partial class MailJson : JsonSerializerContext
{
    /// <summary>With the options of all streams.</summary>
    public static MailJson It { get; } = new(StreamJson.Events());
}
