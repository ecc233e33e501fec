namespace MoodleGrains.Silo.Discord.Sending;

/// <summary>What became of a request.</summary>
internal abstract record DiscordAnswer
{
    private DiscordAnswer()
    {
    }

    /// <summary>Done.</summary>
    /// <param name="Body">The body, UTF-8 JSON; empty for 204.</param>
    public sealed record Done(byte[] Body) : DiscordAnswer;

    /// <summary>Not done, and not its fault: a limit, others before it in its channel, or sending is stopped.</summary>
    /// <param name="After">When to ask again, at the earliest.</param>
    /// <param name="Why">Why, for a person.</param>
    public sealed record Held(TimeSpan After, string Why) : DiscordAnswer;

    /// <summary>Refused: 4xx.</summary>
    /// <param name="Status">The HTTP status.</param>
    /// <param name="Code">
    /// Discord's code (discord.com/developers/docs/topics/opcodes-and-status-codes, "JSON"); 0 where there was none.
    /// </param>
    /// <param name="Message">Discord's words, cut.</param>
    public sealed record Refused(int Status, int Code, string Message) : DiscordAnswer;

    /// <summary>Nobody knows whether it was done: 5xx, a time-out, a connection that broke.</summary>
    /// <param name="Reason">What happened.</param>
    public sealed record Unknown(string Reason) : DiscordAnswer;

    /// <summary>It never left: no connection.</summary>
    /// <param name="Reason">What happened.</param>
    public sealed record NotSent(string Reason) : DiscordAnswer;
}

/// <summary>Discord's codes that mean something to us.</summary>
internal static class DiscordCode
{
    public const int UnknownChannel = 10003;
    public const int UnknownGuild = 10004;
    public const int UnknownMessage = 10008;
    public const int UnknownWebhook = 10015;
    public const int UnknownEvent = 10070;
    public const int TooManyEvents = 30038;
    public const int TooManyOldEdits = 30046;
    public const int MissingAccess = 50001;
    public const int NoMessagesHere = 50008;
    public const int MissingPermissions = 50013;
    public const int InvalidForm = 50035;
    public const int ArchivedThread = 50083;
    public const int LockedThread = 160005;
    public const int Blocked = 200000;
    public const int BlockedTitle = 200001;
}
