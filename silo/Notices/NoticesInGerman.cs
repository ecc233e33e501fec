using MoodleGrains.Silo.PrivatePostgres;

namespace MoodleGrains.Silo.Notices;

/// <summary>Notices in German.</summary>
internal static class NoticesInGerman
{
    /// <summary>The words.</summary>
    public static NoticeWords Words { get; } = new(
        new Dictionary<string, NoticeSentences>
        {
            [NoticeKinds.DeadLetter] = new(
                "{0} Wirkungen „{1}“ waren nicht auszuführen",
                "Die letzte sagte: {2}",
                "{3}"),
            [NoticeKinds.Parked] = new(
                "{0} zurückgelegt: {1}",
                "Sie wurden mit diesem Fehler zurückgelegt: {2}",
                "Beheben Sie die Ursache und versuchen Sie es dann erneut."),
            [NoticeKinds.RuleHeld] = new(
                "Die Regel „{1}“ der Site „{0}“ wartet auf einen Menschen",
                "Sie würde sofort dies tun: {2} ({3}).",
                "Sehen Sie sie an und genehmigen oder ändern Sie sie."),
            [NoticeKinds.InvitationHeld] = new(
                "Eine Einladung der Site „{0}“ wartet auf einen Menschen",
                "Sie ginge per E-Mail an {1} Personen.",
                "Genehmigen Sie sie, wenn das gemeint ist."),
            [NoticeKinds.RosterWaits] = new(
                "Lauf {2} der Liste „{1}“ der Site „{0}“ wartet auf einen Menschen",
                "Davor wird nichts davon getan. {3}",
                "Sehen Sie den Plan mit „silo roster plan {0}/{1} --run {2}“ an und genehmigen Sie ihn, oder brechen Sie ihn mit „silo "
                    + "roster cancel {0}/{1}“ ab."),
            [NoticeKinds.RosterFailed] = new(
                "Lauf {2} der Liste „{1}“ der Site „{0}“ ist gescheitert",
                "Er sagte: {3}",
                "Beheben Sie die Ursache; der nächste Lauf beginnt von vorn."),
            [NoticeKinds.RosterRefused] = new(
                "Moodle hat {3} Posten der Liste „{1}“ der Site „{0}“ abgelehnt",
                "Sie sind aus Lauf {2}; alle anderen wurden getan.",
                "Sehen Sie nach, welche und warum; der nächste Lauf versucht sie wieder."),
            [NoticeKinds.DigestUntold] = new(
                "Übersichten der Site „{0}“ sind für {1} Nutzer angehalten",
                "Moodle sagt unserem Konto nicht, ob diese Nutzer bestätigt sind und E-Mail wünschen; es wird nichts gesendet.",
                "Geben Sie dem Dienst des Kontos core_user_get_users_by_field und core_message_get_user_notification_preferences, und "
                    + "seiner Rolle moodle/user:editmessageprofile."),
            [NoticeKinds.PluginSilent] = new(
                "Das Plugin {1} der Site „{0}“ ist verstummt",
                "Seit {2} UTC kam nichts; sein längstes übliches Schweigen ist {3}.",
                "Sehen Sie in Moodle das Protokoll des Plugins an, und ob Moodle diesen Silo erreicht."),
            [NoticeKinds.Disk] = new(
                "Die Platte ist fast voll: {0} frei",
                "Das sind {1} % der Platte von {2}.",
                "Vergrößern Sie die Platte oder verkürzen Sie Inbox:RetentionDays."),
            [NoticeKinds.TokenLost] = new(
                "Die Site „{0}“ weist unser Konto ab",
                "Moodle sagte: {1}",
                "Melden Sie sich neu an; der Silo übernimmt das Token von selbst. Ein Token oder Password der Einstellungen wird dort "
                    + "geändert und der Silo neu gestartet."),
            [NoticeKinds.TokenEnds] = new(
                "Unser Token für die Site „{0}“ läuft etwa am {1} ab",
                "Danach weist Moodle es ab, und von der Site wird nichts mehr gelesen.",
                "Melden Sie sich vorher neu an; der Silo übernimmt das Token von selbst."),
            [NoticeKinds.PollFailing] = new(
                "Die Site „{0}“ wurde seit {1} nicht gelesen",
                "Der letzte Versuch sagte: {2}",
                "Sehen Sie nach, ob Moodle erreichbar ist und was es sagt."),
            [NoticeKinds.ListHeld] = new(
                "Einer Antwort der Site „{0}“ wird nicht geglaubt",
                "Die Liste {1} schrumpfte von {2} auf {3}.",
                "Nehmen Sie sie an, wenn die Site jetzt so ist; drei gleiche Antworten geben sie von selbst frei."),
            [NoticeKinds.DiscordStopped] = new(
                "Das Senden an Discord ist angehalten: {0}",
                "{1}",
                "{2}"),
            [NoticeKinds.EventsFull] = new(
                "Der Discord-Server {0} nimmt keine Termine mehr an",
                "Er hat 100 geplante Events, mehr erlaubt Discord nicht; die weiterer Konferenzen warten.",
                "Löschen Sie dort Events, die niemand braucht, oder nehmen Sie eventsGuild aus einer Regel; was wartet, kommt dann "
                    + "von selbst."),
        },
        "Noch immer:",
        "Entwarnung:",
        "Es galt seit {0} UTC und gilt nicht mehr.");
}
