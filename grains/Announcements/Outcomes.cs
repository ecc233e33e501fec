namespace MoodleGrains.Announcements;

/// <summary>A message was posted, or found in the channel by its marker.</summary>
/// <param name="Slot">Which (<see cref="PostMessage.Slot"/>).</param>
/// <param name="MessageId">Discord's id of it.</param>
/// <param name="Now">When, Unix seconds.</param>
public sealed record MessagePosted(string Slot, string MessageId, long Now) : ICommand;

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

/// <summary>The effect on a message became a dead letter; a person may replay it.</summary>
/// <param name="Slot">Which.</param>
/// <param name="Reason">Why, without secrets.</param>
public sealed record MessageFailed(string Slot, string Reason) : ICommand;

/// <summary>The conference was read once more, or Moodle did not answer: the ping may go, if it is still due.</summary>
/// <param name="PingId">Which (<see cref="ReadBeforePing.PingId"/>).</param>
/// <param name="Now">When, Unix seconds.</param>
public sealed record StartPing(string PingId, long Now) : ICommand;
