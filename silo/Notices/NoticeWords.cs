using System.Globalization;
using MoodleGrains.Notices;

namespace MoodleGrains.Silo.Notices;

/// <summary>Title, text and remedy of one kind of condition; {0} and on are its facts.</summary>
/// <param name="Title">One line.</param>
/// <param name="Text">What is the matter.</param>
/// <param name="Remedy">What to do.</param>
internal sealed record NoticeSentences(string Title, string Text, string Remedy);

/// <summary>The sentences of notices in one language.</summary>
/// <param name="Sentences">By kind.</param>
/// <param name="Again">Before the title of a repetition.</param>
/// <param name="Clear">The title of an all-clear.</param>
/// <param name="ClearText">Its text; {0} is since when it held, UTC.</param>
internal sealed record NoticeWords(
    IReadOnlyDictionary<string, NoticeSentences> Sentences, string Again, string Clear, string ClearText)
{
    /// <summary>The words of a language.</summary>
    /// <param name="language">The language.</param>
    /// <returns>Its words; English for one that is not spoken here.</returns>
    public static NoticeWords Of(string language) => language switch
    {
        "fr" => NoticesInFrench.Words,
        "de" => NoticesInGerman.Words,
        _ => NoticesInEnglish.Words,
    };

    /// <summary>The title of a condition.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="condition">The condition.</param>
    /// <returns>The title.</returns>
    public string Title(string kind, Condition condition) => Filled(Sentences[kind].Title, condition);

    /// <summary>The notice of a condition.</summary>
    /// <param name="known">How it is remembered from now on.</param>
    /// <param name="condition">The condition.</param>
    /// <returns>The notice.</returns>
    public Notice Notice(KnownCondition known, Condition condition)
    {
        var sentences = Sentences[known.Kind];
        var first = known.TimesTold == 1;
        var title = Filled(sentences.Title, condition);
        return new(
            first ? title : $"{Again} {title}",
            Filled(sentences.Text, condition),
            Filled(sentences.Remedy, condition),
            condition.Command,
            Thread(known),
            first);
    }

    /// <summary>The all-clear of a condition.</summary>
    /// <param name="known">What was known of it.</param>
    /// <returns>The notice.</returns>
    public Notice AllClear(KnownCondition known) => new(
        $"{Clear} {known.Text}",
        string.Format(
            CultureInfo.InvariantCulture,
            ClearText,
            known.Since.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)),
        null,
        null,
        Thread(known),
        false);

    private static string Thread(KnownCondition known) =>
        string.Create(CultureInfo.InvariantCulture, $"{known.Kind}-{known.Subject}-{known.Since.ToUnixTimeSeconds()}");

    private static string Filled(string text, Condition condition) =>
        string.Format(CultureInfo.InvariantCulture, text, [.. condition.Facts]);
}
