namespace MoodleGrains.ClientApi.Digests;

/// <summary>The words of the digest's pages in one language.</summary>
internal sealed record PageWords
{
    private static readonly Dictionary<string, PageWords> All = new()
    {
        ["en"] = new()
        {
            Language = "en",
            Title = "Your digest",
            About = "Coming conferences and changes in your courses, by mail.",
            Rhythm = "How often",
            Off = "Never",
            Daily = "Every day",
            Weekly = "Once a week",
            Weekday = "On (once a week only)",
            Hour = "At",
            Zone = "Time zone",
            Speech = "Language",
            Save = "Save",
            Saved = "Saved.",
            On = "The digest is on.",
            IsOff = "The digest is off.",
            End = "Stop the digest",
            EndAsk = "Shall the digest stop?",
            Ended = "The digest has stopped. You get no more of these mails.",
            Gone = "This link is not valid",
            GoneText = "It has expired, or was not copied whole. Use the link of a newer mail, or ask "
                + "your administrator for one.",
            Away = "Not available at the moment",
            AwayText = "Please try again in a minute.",
            Wrong = "That could not be saved",
            Days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
        },
        ["fr"] = new()
        {
            Language = "fr",
            Title = "Votre récapitulatif",
            About = "Les conférences à venir et les changements dans vos cours, par "
                + "courriel.",
            Rhythm = "Fréquence",
            Off = "Jamais",
            Daily = "Chaque jour",
            Weekly = "Chaque semaine",
            Weekday = "Le (chaque semaine "
                + "seulement)",
            Hour = "À",
            Zone = "Fuseau horaire",
            Speech = "Langue",
            Save = "Enregistrer",
            Saved = "Enregistré.",
            On = "Le récapitulatif est activé.",
            IsOff = "Le récapitulatif est désactivé.",
            End = "Arrêter le récapitulatif",
            EndAsk = "Faut-il arrêter le récapitulatif ?",
            Ended = "Le récapitulatif est arrêté. Vous ne recevrez plus ces courriels.",
            Gone = "Ce lien n'est pas valable",
            GoneText = "Il a expiré ou n'a pas été copié en entier. Utilisez le lien d'un courriel plus récent ou demandez-en un à votre "
                + "administrateur.",
            Away = "Momentanément indisponible",
            AwayText = "Veuillez réessayer dans une minute.",
            Wrong = "Ceci n'a pas pu être enregistré",
            Days = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"],
        },
        ["de"] = new()
        {
            Language = "de",
            Title = "Ihre Übersicht",
            About = "Anstehende Konferenzen und Änderungen in Ihren Kursen, per E-Mail.",
            Rhythm = "Wie oft",
            Off = "Nie",
            Daily = "Täglich",
            Weekly = "Wöchentlich",
            Weekday = "Am (nur wöchentlich)",
            Hour = "Um",
            Zone = "Zeitzone",
            Speech = "Sprache",
            Save = "Speichern",
            Saved = "Gespeichert.",
            On = "Die Übersicht ist eingeschaltet.",
            IsOff = "Die Übersicht ist ausgeschaltet.",
            End = "Übersicht abbestellen",
            EndAsk = "Soll die Übersicht enden?",
            Ended = "Die Übersicht ist abbestellt. Sie erhalten diese E-Mails nicht mehr.",
            Gone = "Dieser Link gilt nicht",
            GoneText = "Er ist abgelaufen oder wurde nicht ganz kopiert. Nehmen Sie den Link einer neueren E-Mail, oder bitten Sie Ihre "
                + "Administration um einen.",
            Away = "Im Moment nicht verfügbar",
            AwayText = "Bitte versuchen Sie es in einer Minute noch einmal.",
            Wrong = "Das ließ sich nicht speichern",
            Days = ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"],
        },
    };

    public required string Language { get; init; }

    public required string Title { get; init; }

    public required string About { get; init; }

    public required string Rhythm { get; init; }

    public required string Off { get; init; }

    public required string Daily { get; init; }

    public required string Weekly { get; init; }

    public required string Weekday { get; init; }

    public required string Hour { get; init; }

    public required string Zone { get; init; }

    public required string Speech { get; init; }

    public required string Save { get; init; }

    public required string Saved { get; init; }

    public required string On { get; init; }

    public required string IsOff { get; init; }

    public required string End { get; init; }

    public required string EndAsk { get; init; }

    public required string Ended { get; init; }

    public required string Gone { get; init; }

    public required string GoneText { get; init; }

    public required string Away { get; init; }

    public required string AwayText { get; init; }

    public required string Wrong { get; init; }

    public required IReadOnlyList<string> Days { get; init; }

    /// <summary>The words of a language.</summary>
    /// <param name="language">The language.</param>
    /// <returns>Its words; English for one that is not spoken here.</returns>
    public static PageWords Of(string language) => All.GetValueOrDefault(language, All["en"]);

    /// <summary>The words of the first language of a browser that is spoken here.</summary>
    /// <param name="accepted">The header Accept-Language.</param>
    /// <returns>The words; English if none is.</returns>
    public static PageWords OfBrowser(string? accepted) => Of(
        (accepted ?? "").Split(',')
            .Select(one => one.Split(';', '-')[0].Trim().ToLowerInvariant())
            .FirstOrDefault(All.ContainsKey) ?? "en");
}
