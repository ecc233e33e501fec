using System.Globalization;
using System.Net;
using MoodleGrains.Digests;

namespace MoodleGrains.ClientApi.Digests;

/// <summary>The digest's pages: plain forms that work without script, at phone width, and by keyboard or screen reader.</summary>
internal static class DigestHtml
{
    /// <summary>The hash of <see cref="Style"/> stands in the policy of the pages, which allows nothing else.</summary>
    public const string Style = "body{font:1.05em/1.5 sans-serif;max-width:32em;margin:0 auto;padding:1em;color:#1b1b1b;background:#fff}"
        + "label,fieldset{display:block;margin:1em 0}fieldset{border:1px solid #767676;padding:.5em 1em}"
        + "select,input[type=text],button{font:inherit;width:100%;padding:.6em;box-sizing:border-box;border:1px solid "
        + "#595959;border-radius:.3em}"
        + "button{background:#0b4f8a;color:#fff;border:0}.said{border-left:.3em solid #0b4f8a;padding:.5em 1em;background:#eef4fa}";

    private static readonly string[] Languages = ["English", "Français", "Deutsch"];

    /// <summary>A user's settings.</summary>
    /// <param name="wish">What holds now; null while off.</param>
    /// <param name="proposed">What the form shows.</param>
    /// <param name="words">In which language.</param>
    /// <param name="said">What became of the last attempt; null for none.</param>
    /// <returns>The page.</returns>
    public static string Settings(DigestWish? wish, DigestWish proposed, PageWords words, string? said) => Page(words, words.Title, $"""
        <p>{words.About}</p>
        {(said is null ? "" : $"<p class=\"said\" role=\"status\">{Escaped(said)}</p>")}
        <p><strong>{(wish is null ? words.IsOff : words.On)}</strong></p>
        <form method="post">
        <fieldset><legend>{words.Rhythm}</legend>
        {Choice("off", words.Off, wish is null)}{Choice(DigestWish.Daily, words.Daily, wish?.Rhythm == DigestWish.Daily)}{Choice(
            DigestWish.Weekly, words.Weekly, wish?.Rhythm == DigestWish.Weekly)}
        </fieldset>
        <label>{words.Weekday}<select name="weekday">{Options(
            words.Days.Select((day, i) => (Number(i + 1), day)), Number(proposed.Weekday))}</select></label>
        <label>{words.Hour}<select name="hour">{Options(
            Enumerable.Range(0, 24).Select(h => (Number(h), $"{h:00}:00")), Number(proposed.Hour))}</select></label>
        <label>{words.Zone}<input type="text" name="zone" value="{Escaped(
            proposed.Zone)}" autocomplete="off" spellcheck="false" maxlength="64"></label>
        <label>{words.Speech}<select name="language">{Options(DigestWish.Languages.Zip(Languages), proposed.Language)}</select></label>
        <button>{words.Save}</button>
        </form>
        """);

    /// <summary>Asks whether the digest shall end: following a link alone changes nothing.</summary>
    /// <param name="words">In which language.</param>
    /// <returns>The page.</returns>
    public static string AskEnd(PageWords words) => Page(words, words.EndAsk, $"<form method=\"post\"><button>{words.End}</button></form>");

    /// <summary>Says that it ended.</summary>
    /// <param name="words">In which language.</param>
    /// <returns>The page.</returns>
    public static string Ended(PageWords words) => Page(words, words.Title, $"<p class=\"said\" role=\"status\">{words.Ended}</p>");

    /// <summary>Says that a link opens nothing.</summary>
    /// <param name="words">In which language.</param>
    /// <returns>The page.</returns>
    public static string Gone(PageWords words) => Page(words, words.Gone, $"<p>{words.GoneText}</p>");

    /// <summary>Says that the silo cannot answer now.</summary>
    /// <param name="words">In which language.</param>
    /// <returns>The page.</returns>
    public static string Away(PageWords words) => Page(words, words.Away, $"<p>{words.AwayText}</p>");

    private static string Page(PageWords words, string title, string body) => $"""
        <!doctype html>
        <html lang="{words.Language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{title}</title><style>{Style}</style></head>
        <body><main><h1>{title}</h1>
        {body}
        </main></body></html>
        """;

    private static string Choice(string value, string label, bool chosen) =>
        $"<label><input type=\"radio\" name=\"rhythm\" value=\"{value}\"{(chosen ? " checked" : "")}> {label}</label>";

    private static string Options(IEnumerable<(string Value, string Label)> options, string chosen) => string
        .Concat(options.Select(option =>
        $"<option value=\"{option.Value}\"{(option.Value == chosen ? " selected" : "")}>{option.Label}</option>"));

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Escaped(string text) => WebUtility.HtmlEncode(text);
}
