namespace MoodleGrains.Silo.Notices;

/// <summary>Notices in French.</summary>
internal static class NoticesInFrench
{
    /// <summary>The words.</summary>
    public static NoticeWords Words { get; } = new(
        new Dictionary<string, NoticeSentences>
        {
            [NoticeKinds.DeadLetter] = new(
                "{0} effets « {1} » n'ont pas pu être exécutés",
                "Le dernier a dit : {2}",
                "{3}"),
            [NoticeKinds.Parked] = new(
                "{0} mis de côté : {1}",
                "Ils ont été mis de côté avec l'erreur : {2}",
                "Corrigez la cause, puis réessayez."),
            [NoticeKinds.RuleHeld] = new(
                "La règle « {1} » du site « {0} » attend une personne",
                "Elle ferait aussitôt ceci : {2} ({3}).",
                "Examinez-la, puis approuvez-la ou modifiez-la."),
            [NoticeKinds.InvitationHeld] = new(
                "Une invitation du site « {0} » attend une personne",
                "Elle enverrait un courriel à {1} personnes.",
                "Approuvez-la si c'est voulu."),
            [NoticeKinds.RosterWaits] = new(
                "L'exécution {2} de la liste « {1} » du site « {0} » attend une personne",
                "Rien n'en est fait avant cela. {3}",
                "Regardez son plan avec « silo roster plan {0}/{1} --run {2} », puis approuvez-le, ou annulez-le avec « silo roster cancel "
                    + "{0}/{1} »."),
            [NoticeKinds.RosterFailed] = new(
                "L'exécution {2} de la liste « {1} » du site « {0} » a échoué",
                "Elle a dit : {3}",
                "Corrigez la cause ; la prochaine exécution recommence."),
            [NoticeKinds.RosterRefused] = new(
                "Moodle a refusé {3} éléments de la liste « {1} » du site « {0} »",
                "Ils sont de l'exécution {2} ; tous les autres ont été faits.",
                "Regardez lesquels et pourquoi ; la prochaine exécution les essaie encore."),
            [NoticeKinds.DigestUntold] = new(
                "Les récapitulatifs du site « {0} » sont retenus pour {1} utilisateurs",
                "Moodle ne dit pas à notre compte si ces utilisateurs sont confirmés et veulent des courriels ; rien n'est envoyé.",
                "Ajoutez au service du compte core_user_get_users_by_field et core_message_get_user_notification_preferences, et à son "
                    + "rôle moodle/user:editmessageprofile."),
            [NoticeKinds.PluginSilent] = new(
                "Le greffon {1} du site « {0} » s'est tu",
                "Rien n'est arrivé depuis {2} UTC ; son plus long silence habituel est de {3}.",
                "Regardez le journal du greffon dans Moodle, et si Moodle atteint ce silo."),
            [NoticeKinds.Disk] = new(
                "Le disque est presque plein : {0} libres",
                "C'est {1} % du disque de {2}.",
                "Agrandissez le disque ou réduisez Inbox:RetentionDays."),
            [NoticeKinds.TokenLost] = new(
                "Le site « {0} » refuse notre compte",
                "Moodle a dit : {1}",
                "Connectez-vous à nouveau ; le silo reprend le jeton de lui-même. Un Token ou Password de la configuration se change là, "
                    + "puis le silo se redémarre."),
            [NoticeKinds.TokenEnds] = new(
                "Notre jeton pour le site « {0} » expire vers le {1}",
                "Moodle le refuse à partir de là, et plus rien du site n’est lu.",
                "Connectez-vous à nouveau avant cette date ; le silo reprend le jeton de lui-même."),
            [NoticeKinds.PollFailing] = new(
                "Le site « {0} » n'a pas été lu depuis {1}",
                "Le dernier essai a dit : {2}",
                "Regardez si Moodle est joignable et ce qu'il dit."),
            [NoticeKinds.ListHeld] = new(
                "Une réponse du site « {0} » n'est pas crue",
                "La liste {1} est passée de {2} à {3}.",
                "Acceptez-la si le site est ainsi ; trois réponses égales la libèrent d'elles-mêmes."),
            [NoticeKinds.DiscordStopped] = new(
                "L'envoi vers Discord est arrêté : {0}",
                "{1}",
                "{2}"),
            [NoticeKinds.EventsFull] = new(
                "Le serveur Discord {0} n’accepte plus d’évènements",
                "Il en a 100, le maximum de Discord ; ceux des autres visioconférences attendent.",
                "Supprimez-y les évènements inutiles, ou retirez eventsGuild d’une règle ; le reste suivra tout seul."),
        },
        "Toujours :",
        "Fin d'alerte :",
        "Cela durait depuis {0} UTC et ne dure plus.");
}
