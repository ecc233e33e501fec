using MoodleGrains.Announcements;

namespace MoodleGrains.Silo.Discord.Texts;

/// <summary>
/// The words of announcements in one language. {0} and {1} are times or names that are filled in; each reader sees times in their own
/// zone and language, so no sentence may lean on how a time is worded.
/// </summary>
internal sealed record CardTexts
{
    /// <summary>One line for each kind of card that has one.</summary>
    public required IReadOnlyDictionary<string, string> Lines { get; init; }

    /// <summary>{0}: the day and time of the start; {1}: how far away it is.</summary>
    public required string Start { get; init; }

    /// <summary>{0}: the end.</summary>
    public required string End { get; init; }

    /// <summary>{0}: the start that holds no longer.</summary>
    public required string Before { get; init; }

    /// <summary>{0}: the start of what is cancelled.</summary>
    public required string Planned { get; init; }

    /// <summary>Where a conference was moved and has no start any more.</summary>
    public required string NoDate { get; init; }

    /// <summary>Where Moodle has it end before it starts.</summary>
    public required string Odd { get; init; }

    /// <summary>{0}: the name; {1}: the time of day of the start; {2}: how far away it is.</summary>
    public required string Ping { get; init; }

    /// <summary>The same where no start is known. {0}: the name.</summary>
    public required string PingWithoutStart { get; init; }

    /// <summary>The button of what can be joined.</summary>
    public required string Join { get; init; }

    /// <summary>The button of what cannot be joined any more.</summary>
    public required string Look { get; init; }

    /// <summary>What a conference without a name is called.</summary>
    public required string Nameless { get; init; }

    /// <summary>The words of a language.</summary>
    /// <param name="language"><c>en</c>, <c>fr</c> or <c>de</c>; anything else is English.</param>
    /// <returns>The words.</returns>
    public static CardTexts In(string language) => language switch { "fr" => French, "de" => German, _ => English };

    private static CardTexts English { get; } = new()
    {
        Lines = new Dictionary<string, string>
        {
            [Card.Open] = "🟢 It is open: come in.",
            [Card.Running] = "🟢 It is running now.",
            [Card.Ended] = "It is over.",
            [Card.Cancelled] = "❌ Cancelled: it does not take place.",
            [Card.Moved] = "🕑 It has been moved to another time.",
        },
        Start = "**Start:** {0} ({1})",
        End = "**End:** {0}",
        Before = "**Instead of:** ~~{0}~~",
        Planned = "**Planned for:** ~~{0}~~",
        NoDate = "**Start:** not known yet",
        Odd = "⚠️ In Moodle it ends before it starts; the end shown here is a guess.",
        Ping = "🔔 Time for **{0}**! It starts at {1} ({2}).",
        PingWithoutStart = "🔔 Time for **{0}**!",
        Join = "Join the conference",
        Look = "Look at it",
        Nameless = "Video conference",
    };

    private static CardTexts French { get; } = new()
    {
        Lines = new Dictionary<string, string>
        {
            [Card.Open] = "🟢 C’est ouvert : entrez.",
            [Card.Running] = "🟢 En cours en ce moment.",
            [Card.Ended] = "C’est terminé.",
            [Card.Cancelled] = "❌ Annulé : cette séance n’aura pas lieu.",
            [Card.Moved] = "🕑 Cette séance a été déplacée.",
        },
        Start = "**Début :** {0} ({1})",
        End = "**Fin :** {0}",
        Before = "**Au lieu de :** ~~{0}~~",
        Planned = "**Prévu :** ~~{0}~~",
        NoDate = "**Début :** pas encore connu",
        Odd = "⚠️ Dans Moodle, la fin précède le début ; la fin indiquée ici est une estimation.",
        Ping = "🔔 C’est bientôt l’heure : **{0}** commence à {1} ({2}).",
        PingWithoutStart = "🔔 C’est bientôt l’heure : **{0}** !",
        Join = "Rejoindre la visioconférence",
        Look = "Voir",
        Nameless = "Visioconférence",
    };

    private static CardTexts German { get; } = new()
    {
        Lines = new Dictionary<string, string>
        {
            [Card.Open] = "🟢 Jetzt offen: Kommt herein.",
            [Card.Running] = "🟢 Läuft gerade.",
            [Card.Ended] = "Vorbei.",
            [Card.Cancelled] = "❌ Abgesagt: Dieser Termin findet nicht statt.",
            [Card.Moved] = "🕑 Auf einen anderen Zeitpunkt verlegt.",
        },
        Start = "**Beginn:** {0} ({1})",
        End = "**Ende:** {0}",
        Before = "**Statt:** ~~{0}~~",
        Planned = "**Geplant:** ~~{0}~~",
        NoDate = "**Beginn:** noch nicht bekannt",
        Odd = "⚠️ In Moodle liegt das Ende vor dem Beginn; das Ende hier ist geschätzt.",
        Ping = "🔔 Gleich geht es los: **{0}** beginnt um {1} ({2}).",
        PingWithoutStart = "🔔 Gleich geht es los: **{0}**!",
        Join = "Zur Videokonferenz",
        Look = "Ansehen",
        Nameless = "Videokonferenz",
    };
}
