namespace MoodleGrains.Silo.Notices;

/// <summary>Notices in English.</summary>
internal static class NoticesInEnglish
{
    /// <summary>The words.</summary>
    public static NoticeWords Words { get; } = new(
        new Dictionary<string, NoticeSentences>
        {
            [NoticeKinds.DeadLetter] = new(
                "{0} effects '{1}' could not be done",
                "The latest said: {2}",
                "{3}"),
            [NoticeKinds.Parked] = new(
                "{0} parked: {1}",
                "They were set aside with the error: {2}",
                "Mend the cause, then try them again."),
            [NoticeKinds.RuleHeld] = new(
                "Rule '{1}' of site '{0}' waits for a person",
                "It would do this at once: {2} ({3}).",
                "Look at it, then approve or change it."),
            [NoticeKinds.InvitationHeld] = new(
                "An invitation of site '{0}' waits for a person",
                "It would mail {1} people.",
                "Approve it if that is meant."),
            [NoticeKinds.RosterWaits] = new(
                "Run {2} of roster '{1}' of site '{0}' waits for a person",
                "Nothing of it is done before that. {3}",
                "Look at its plan with 'silo roster plan {0}/{1} --run {2}', then approve it, or cancel it with 'silo roster cancel "
                    + "{0}/{1}'."),
            [NoticeKinds.RosterFailed] = new(
                "Run {2} of roster '{1}' of site '{0}' failed",
                "It said: {3}",
                "Mend the cause; the next run begins anew."),
            [NoticeKinds.RosterRefused] = new(
                "Moodle refused {3} items of roster '{1}' of site '{0}'",
                "They are of run {2}; all others were done.",
                "Look which and why; the next run tries them again."),
            [NoticeKinds.DigestUntold] = new(
                "Digests of site '{0}' are held for {1} users",
                "Moodle does not tell our account whether these users are confirmed and want mail, so nothing is mailed.",
                "Give the account's service core_user_get_users_by_field and core_message_get_user_notification_preferences, and its role "
                    + "moodle/user:editmessageprofile."),
            [NoticeKinds.PluginSilent] = new(
                "The plugin {1} of site '{0}' has gone silent",
                "Nothing has come since {2} UTC; its longest usual silence is {3}.",
                "Look at the plugin's log in Moodle, and whether Moodle reaches this silo."),
            [NoticeKinds.Disk] = new(
                "The disk is nearly full: {0} free",
                "That is {1} % of the disk of {2}.",
                "Make the disk larger, or shorten Inbox:RetentionDays."),
            [NoticeKinds.TokenLost] = new(
                "Site '{0}' refuses our account",
                "Moodle said: {1}",
                "Log in anew; the silo takes the token up by itself. A Token or Password in the settings has to be changed there, and the "
                    + "silo restarted."),
            [NoticeKinds.TokenEnds] = new(
                "Our token for site '{0}' ends about {1}",
                "Moodle refuses it from then on, and nothing of the site is read any more.",
                "Log in anew before that; the silo takes the token up by itself."),
            [NoticeKinds.PollFailing] = new(
                "Site '{0}' has not been read since {1}",
                "The last attempt said: {2}",
                "Look whether Moodle can be reached and what it says."),
            [NoticeKinds.ListHeld] = new(
                "An answer of site '{0}' is not believed",
                "The list of {1} shrank from {2} to {3}.",
                "Accept it if that is how the site is now; three equal answers release it by themselves."),
            [NoticeKinds.DiscordStopped] = new(
                "Sending to Discord is stopped: {0}",
                "{1}",
                "{2}"),
            [NoticeKinds.EventsFull] = new(
                "Discord server {0} takes no more scheduled events",
                "It has 100, which is all that Discord allows; those of further conferences wait.",
                "Delete events there that nobody needs, or take eventsGuild out of a rule; what waits goes in by itself."),
        },
        "Still:",
        "All clear:",
        "It held since {0} UTC and does no longer.");
}
