using MoodleGrains.Conferences;

namespace MoodleGrains.Announcements;

/// <summary>A message was posted, or found in the channel by its marker.</summary>
/// <param name="Slot">Which (<see cref="PostMessage.Slot"/>).</param>
/// <param name="MessageId">Discord's id of it.</param>
/// <param name="Now">When, Unix seconds.</param>
/// <param name="Marker">The marker of the post, so that a late word about an earlier one is told apart; null if not known.</param>
public sealed record MessagePosted(string Slot, string MessageId, long Now, string? Marker = null) : ICommand;

/// <summary>A message says what it was to say.</summary>
/// <param name="Slot">Which.</param>
/// <param name="Marker">The marker of the edit that was done.</param>
public sealed record MessageEdited(string Slot, string Marker) : ICommand;

/// <summary>A message was deleted, or was gone when it was to be deleted.</summary>
/// <param name="Slot">Which.</param>
public sealed record MessageDeleted(string Slot) : ICommand;

/// <summary>A message that was to be edited is gone (Discord's 10008): somebody deleted it by hand.</summary>
/// <param name="Slot">Which.</param>
/// <param name="MessageId">Discord's id of it, so that a late word about an earlier message is told apart; null if not known.</param>
public sealed record MessageGone(string Slot, string? MessageId = null) : ICommand;

/// <summary>
/// The effect on a message became a dead letter, which a person may replay; or it was not done, because it is no longer wanted
/// (<see cref="Announcement.StillWants"/>).
/// </summary>
/// <param name="Slot">Which.</param>
/// <param name="Reason">Why, without secrets.</param>
public sealed record MessageFailed(string Slot, string Reason) : ICommand;

/// <summary>The conference was read once more, or Moodle did not answer: the ping may go, if it is still due.</summary>
/// <param name="PingId">Which (<see cref="ReadBeforePing.PingId"/>).</param>
/// <param name="Now">When, Unix seconds.</param>
/// <param name="Holds">
/// False if the conference's grain, after it was told what was just read, is not where the ping has it: that change comes by
/// <see cref="ReconcileAnnouncement"/>, and may come later than this command.
/// </param>
public sealed record StartPing(string PingId, long Now, bool Holds = true) : ICommand
{
    /// <summary>The command for a conference as its grain knows it after the read.</summary>
    /// <param name="pingId">Which ping.</param>
    /// <param name="conference">The conference's state.</param>
    /// <param name="now">Unix seconds.</param>
    /// <returns>The command.</returns>
    public static StartPing After(string pingId, Conference conference, long now) => new(
        pingId,
        now,
        conference is { DeletedAt: null, Visible: not { Known: true, Value: false } }
        && Slots.TryPing(pingId, out _, out var startsAt)
        && conference.StartsAt.Value == startsAt);
}
