namespace MoodleGrains.Silo.Notices;

/// <summary>The kinds of conditions.</summary>
internal static class NoticeKinds
{
    /// <summary>Effects that no further attempt can help.</summary>
    public const string DeadLetter = "dead_letter";

    /// <summary>Rows or deliveries that were set aside.</summary>
    public const string Parked = "parked";

    /// <summary>A rule that would post to many waits for a person.</summary>
    public const string RuleHeld = "rule_held";

    /// <summary>An invitation to many waits for a person.</summary>
    public const string InvitationHeld = "invitation_held";

    /// <summary>The plan of a roster's run waits for a person.</summary>
    public const string RosterWaits = "roster_waits";

    /// <summary>The last run of a roster failed.</summary>
    public const string RosterFailed = "roster_failed";

    /// <summary>Moodle refused items of a roster's last run.</summary>
    public const string RosterRefused = "roster_refused";

    /// <summary>Digests are held because Moodle does not tell who may be mailed.</summary>
    public const string DigestUntold = "digest_untold";

    /// <summary>A plugin has been silent for longer than it usually is.</summary>
    public const string PluginSilent = "plugin_silent";

    /// <summary>The disk is nearly full.</summary>
    public const string Disk = "disk";

    /// <summary>A site refuses our token or account.</summary>
    public const string TokenLost = "token_lost";

    /// <summary>The token that <c>silo login</c> stored for a site ends soon.</summary>
    public const string TokenEnds = "token_ends";

    /// <summary>A site has not been polled with success for long.</summary>
    public const string PollFailing = "poll_failing";

    /// <summary>An answer that shrank too much waits for a person.</summary>
    public const string ListHeld = "list_held";

    /// <summary>Sending to Discord is stopped.</summary>
    public const string DiscordStopped = "discord_stopped";

    /// <summary>A server has no room for another scheduled event.</summary>
    public const string EventsFull = "events_full";
}
