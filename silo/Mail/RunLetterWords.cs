using MoodleGrains.Rosters;

namespace MoodleGrains.Silo.Mail;

/// <summary>The words of letters that tell of a roster's run, in one language.</summary>
internal sealed record RunLetterWords
{
    private static readonly Dictionary<string, RunLetterWords> All = new()
    {
        ["en"] = new()
        {
            Language = "en",
            Waits = "Roster {0}: run {1} waits for a person",
            Finished = "Roster {0}: run {1} is done",
            Failed = "Roster {0}: run {1} failed",
            Cancelled = "Roster {0}: run {1} was cancelled",
            Outcome = "{0} items done, {1} refused by Moodle, {2} seen in Moodle afterwards.",
            Stays = "What was done until then stays.",
            Approve = "To let it go on: {0}",
            Look = "To look at all of it: {0}",
            Brake = "What tripped the brake",
            Numbers = "In numbers",
            Courses = "By course",
            More = "… and {0} more courses",
            Wrong = "What is wrong in the roster",
            MoreWrong = "… and {0} more",
            Missing = "{0} participants are no users of Moodle; the attached file lists them.",
            Nothing = "Moodle is as the roster wants it.",
            Counts =
            [
                "courses created", "courses renamed", "courses hidden", "courses shown",
                "enrolled", "suspended", "removed", "roles given", "roles taken",
            ],
        },
        ["fr"] = new()
        {
            Language = "fr",
            Waits = "Liste {0} : l'exécution {1} attend une personne",
            Finished = "Liste {0} : l'exécution {1} est terminée",
            Failed = "Liste {0} : l'exécution {1} a échoué",
            Cancelled = "Liste {0} : l'exécution {1} a été annulée",
            Outcome = "{0} éléments faits, {1} refusés par Moodle, {2} vus ensuite dans Moodle.",
            Stays = "Ce qui a été fait jusque-là reste.",
            Approve = "Pour continuer : {0}",
            Look = "Pour tout voir : {0}",
            Brake = "Ce qui a déclenché le frein",
            Numbers = "En chiffres",
            Courses = "Par cours",
            More = "… et {0} autres cours",
            Wrong = "Ce qui est faux dans la liste",
            MoreWrong = "… et {0} de plus",
            Missing = "{0} participants ne sont pas des utilisateurs de Moodle ; le fichier joint les énumère.",
            Nothing = "Moodle est tel que la liste le veut.",
            Counts =
            [
                "cours créés", "cours renommés", "cours cachés", "cours montrés",
                "inscrits", "suspendus", "retirés", "rôles donnés", "rôles ôtés",
            ],
        },
        ["de"] = new()
        {
            Language = "de",
            Waits = "Liste {0}: Lauf {1} wartet auf einen Menschen",
            Finished = "Liste {0}: Lauf {1} ist fertig",
            Failed = "Liste {0}: Lauf {1} ist gescheitert",
            Cancelled = "Liste {0}: Lauf {1} wurde abgebrochen",
            Outcome = "{0} Posten getan, {1} von Moodle abgelehnt, {2} danach in Moodle gesehen.",
            Stays = "Was bis dahin getan war, bleibt.",
            Approve = "Damit er weitergeht: {0}",
            Look = "Um alles anzusehen: {0}",
            Brake = "Was die Bremse auslöste",
            Numbers = "In Zahlen",
            Courses = "Nach Kursen",
            More = "… und {0} weitere Kurse",
            Wrong = "Was an der Liste falsch ist",
            MoreWrong = "… und {0} mehr",
            Missing = "{0} Teilnehmer sind keine Nutzer von Moodle; die angehängte Datei nennt sie.",
            Nothing = "Moodle ist, wie die Liste es will.",
            Counts =
            [
                "Kurse angelegt", "Kurse umbenannt", "Kurse verborgen", "Kurse gezeigt",
                "eingeschrieben", "gesperrt", "entfernt", "Rollen gegeben", "Rollen genommen",
            ],
        },
    };

    public required string Language { get; init; }

    public required string Waits { get; init; }

    public required string Finished { get; init; }

    public required string Failed { get; init; }

    public required string Cancelled { get; init; }

    public required string Outcome { get; init; }

    public required string Stays { get; init; }

    public required string Approve { get; init; }

    public required string Look { get; init; }

    public required string Brake { get; init; }

    public required string Numbers { get; init; }

    public required string Courses { get; init; }

    public required string More { get; init; }

    public required string Wrong { get; init; }

    public required string MoreWrong { get; init; }

    public required string Missing { get; init; }

    public required string Nothing { get; init; }

    /// <summary>What each number of <see cref="Of(PlanCounts)"/> counts.</summary>
    public required IReadOnlyList<string> Counts { get; init; }

    /// <summary>The words of a language; English for one that is not spoken here.</summary>
    public static RunLetterWords Of(string language) => All.GetValueOrDefault(language, All["en"]);

    /// <summary>The numbers of a plan that are not 0, with what they count.</summary>
    public IReadOnlyList<string> Of(PlanCounts counts)
    {
        int[] numbers =
        [
            counts.CoursesCreated, counts.CoursesRenamed, counts.CoursesHidden, counts.CoursesShown, counts.Enrolled, counts.Suspended,
            counts.Removed, counts.RolesGiven, counts.RolesTaken,
        ];
        return [.. numbers.Zip(Counts).Where(one => one.First > 0).Select(one => $"{one.First} {one.Second}")];
    }
}
