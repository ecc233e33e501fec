using System.Globalization;
using MoodleGrains.Digests;

namespace MoodleGrains.Silo.Mail;

/// <summary>The words of letters in one language.</summary>
internal sealed record LetterWords
{
    private static readonly Dictionary<string, LetterWords> All = new()
    {
        ["en"] = new()
        {
            Language = "en",
            DigestSubject = "Your courses: {0} conferences ahead, {1} changes",
            Coming = "Coming conferences",
            Changes = "Changes in your courses",
            Nothing = "None in the next seven days.",
            New = "New: {0}",
            Renamed = "New name: {0}",
            Rescheduled = "New time: {0}",
            Described = "New description: {0}",
            Cancelled = "Cancelled: {0}",
            CourseGone = "Course deleted: {0}",
            NoTime = "time not set",
            Zone = "Times are those of {0}.",
            Change = "Change this digest",
            End = "Stop this digest",
            InvitationSubject = "Would you like a digest of your conferences?",
            Invitation = "By mail, once a day or once a week: the coming video conferences of your courses, and what changed in them. "
                + "You get nothing unless you switch it on; we do not ask again.",
            SwitchOn = "Choose when, and switch it on",
            Why = "You get this because you have an account on the learning site; nothing else follows if you do nothing.",
            Remedy = "What to do: {0}",
            Command = "Command: {0}",
            Days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
            Months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
            Date = "{0} {1} {2}, {3}",
        },
        ["fr"] = new()
        {
            Language = "fr",
            DigestSubject = "Vos cours : {0} conférences à venir, {1} changements",
            Coming = "Conférences à venir",
            Changes = "Changements dans vos cours",
            Nothing = "Aucune dans les sept prochains jours.",
            New = "Nouveau : {0}",
            Renamed = "Nouveau nom : {0}",
            Rescheduled = "Nouvel horaire : {0}",
            Described = "Nouvelle description : {0}",
            Cancelled = "Annulé : {0}",
            CourseGone = "Cours supprimé : {0}",
            NoTime = "horaire non fixé",
            Zone = "Les heures sont celles de {0}.",
            Change = "Modifier ce récapitulatif",
            End = "Arrêter ce récapitulatif",
            InvitationSubject = "Souhaitez-vous un récapitulatif de vos conférences ?",
            Invitation = "Par courriel, chaque jour ou chaque semaine : les visioconférences à venir de vos cours et ce qui y a changé. "
                + "Vous ne recevez rien sans l'avoir activé ; nous ne redemanderons pas.",
            SwitchOn = "Choisir le moment et l'activer",
            Why = "Vous recevez ceci parce que vous avez un compte sur le site de cours ; sans réponse de votre part, rien ne suivra.",
            Remedy = "Que faire : {0}",
            Command = "Commande : {0}",
            Days = ["lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim."],
            Months = ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."],
            Date = "{0} {1} {2}, {3}",
        },
        ["de"] = new()
        {
            Language = "de",
            DigestSubject = "Ihre Kurse: {0} Konferenzen stehen an, {1} Änderungen",
            Coming = "Anstehende Konferenzen",
            Changes = "Änderungen in Ihren Kursen",
            Nothing = "Keine in den nächsten sieben Tagen.",
            New = "Neu: {0}",
            Renamed = "Neuer Name: {0}",
            Rescheduled = "Neue Zeit: {0}",
            Described = "Neue Beschreibung: {0}",
            Cancelled = "Abgesagt: {0}",
            CourseGone = "Kurs gelöscht: {0}",
            NoTime = "Zeit offen",
            Zone = "Die Zeiten sind die von {0}.",
            Change = "Diese Übersicht ändern",
            End = "Diese Übersicht abbestellen",
            InvitationSubject = "Möchten Sie eine Übersicht Ihrer Konferenzen?",
            Invitation =
                "Per E-Mail, täglich oder wöchentlich: die anstehenden Videokonferenzen Ihrer Kurse und was sich darin geändert hat. "
                + "Ohne Ihr Zutun kommt nichts; wir fragen kein zweites Mal.",
            SwitchOn = "Zeitpunkt wählen und einschalten",
            Why = "Sie erhalten dies, weil Sie ein Konto auf der Lernplattform haben; ohne Ihr Zutun folgt nichts.",
            Remedy = "Was zu tun ist: {0}",
            Command = "Befehl: {0}",
            Days = ["Mo.", "Di.", "Mi.", "Do.", "Fr.", "Sa.", "So."],
            Months = ["Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez."],
            Date = "{0} {1}. {2}, {3}",
        },
    };

    public required string Language { get; init; }

    public required string DigestSubject { get; init; }

    public required string Coming { get; init; }

    public required string Changes { get; init; }

    public required string Nothing { get; init; }

    public required string New { get; init; }

    public required string Renamed { get; init; }

    public required string Rescheduled { get; init; }

    public required string Described { get; init; }

    public required string Cancelled { get; init; }

    public required string CourseGone { get; init; }

    public required string NoTime { get; init; }

    public required string Zone { get; init; }

    public required string Change { get; init; }

    public required string End { get; init; }

    public required string InvitationSubject { get; init; }

    public required string Invitation { get; init; }

    public required string SwitchOn { get; init; }

    public required string Why { get; init; }

    public required string Remedy { get; init; }

    public required string Command { get; init; }

    public required IReadOnlyList<string> Days { get; init; }

    public required IReadOnlyList<string> Months { get; init; }

    public required string Date { get; init; }

    /// <summary>The words of a language; English for one that is not spoken here.</summary>
    public static LetterWords Of(string language) => All.GetValueOrDefault(language, All["en"]);

    /// <summary>A text with its values.</summary>
    public static string Filled(string text, params object[] values) => string.Format(CultureInfo.InvariantCulture, text, values);

    /// <summary>A time as the clocks of a zone show it.</summary>
    public string At(long? instant, string zone)
    {
        if (instant is not { } seconds)
        {
            return NoTime;
        }

        var shown = DigestTime.Shown(seconds, zone);
        return Filled(
            Date, Days[DigestTime.Weekday(shown) - 1], shown.Day, Months[shown.Month - 1], shown.ToString(
                "HH:mm",
                CultureInfo.InvariantCulture));
    }
}
