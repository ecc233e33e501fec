using System.Globalization;
using MoodleGrains.Mail;

namespace MoodleGrains.Digests;

/// <summary>Timers and mails of a digest.</summary>
public sealed class DigestReactions : IReaction
{
    /// <inheritdoc/>
    public static IReadOnlyList<Effect> React(RecordedEvent recorded) => recorded.Event switch
    {
        DigestSubscribed e => [Turn(recorded, e.NextAt)],
        DigestFellDue e =>
        [
            Turn(recorded, e.NextAt),
            Mail(recorded, new(
                recorded.Grain.Site, recorded.Grain.Number, Letter.Digest, e.Wish.Language, e.Wish.Zone, e.DueAt, e.Since, e.Wish.Period)),
        ],
        DigestInvited e => [Mail(recorded, new(recorded.Grain.Site, recorded.Grain.Number, Letter.Invitation, e.Language))],
        _ => [],
    };

    // A key of its own: a mail that nobody can deliver must not stop the clock.
    private static Effect Turn(RecordedEvent recorded, long at) => new(
        $"wake-{recorded.Grain}",
        Id("wake", recorded),
        new Wake(recorded.Grain.Value, Digest.Token(at)),
        at,
        Supersedes: true);

    // A newer digest tells what an undelivered older one would have told, and more.
    private static Effect Mail(RecordedEvent recorded, SendMail mail) =>
        new(recorded.Grain.Value, Id("mail", recorded), mail, Supersedes: true);

    private static string Id(string what, RecordedEvent recorded) =>
        string.Create(CultureInfo.InvariantCulture, $"{what}-{recorded.Grain}-{recorded.Version}");
}
