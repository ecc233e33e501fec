using System.Globalization;
using MoodleGrains.Announcements;
using MoodleGrains.Texts;

namespace MoodleGrains.Silo.Discord.Texts;

/// <summary>
/// Makes a message of a card: an embed with a link button; a ping is a line of text above the button, which notifications show.
/// </summary>
internal static class CardFace
{
    private const int LongestTitle = 256;
    private const int LongestName = 300;
    private const int LongestCourse = 200;
    private const long OneDay = 86_400;

    /// <summary>Makes the message.</summary>
    /// <param name="card">What it says.</param>
    /// <param name="marker">What tells it from every other.</param>
    /// <param name="role">The role it pings; null for none.</param>
    /// <param name="everyone">Whether that is the role of everybody.</param>
    /// <returns>The message, without nonce.</returns>
    public static OutgoingMessage Of(Card card, string marker, string? role = null, bool everyone = false)
    {
        var texts = CardTexts.In(card.Language);
        var link = Marker.Usable(card.Link);
        var marked = link is null ? null : Marker.On(link, marker);
        IReadOnlyList<ActionRow> rows = link is null ? [] : [new([new(CanJoin(card) ? texts.Join : texts.Look, marked ?? link)])];
        var footer = Footer(card, marked is null ? marker : null);
        if (card.Kind != Card.Ping)
        {
            return new(
                Mention(role, everyone),
                [new(Title(card, texts), Description(card, texts), Colour(card.Kind), footer)],
                rows,
                AllowedMentions.Role(role, everyone));
        }

        return new(
            Joined(" ", Mention(role, everyone), Call(card, texts)),
            marked is null ? [new(null, null, Colour(card.Kind), footer)] : [],
            rows,
            AllowedMentions.Role(role, everyone));
    }

    private static string Mention(string? role, bool everyone) => everyone ? "@everyone" : role is null ? "" : $"<@&{role}>";

    private static string Title(Card card, CardTexts texts) =>
        Untrusted.Markdown(PlainName.Of(card.Name, card.Language), LongestTitle) is { Length: > 0 } title ? title : texts.Nameless;

    private static string Call(Card card, CardTexts texts)
    {
        var name = Untrusted.Markdown(PlainName.Of(card.Name, card.Language), LongestName) is { Length: > 0 } told ? told : texts.Nameless;
        return card.StartsAt is { } start
            ? Fill(texts.Ping, name, Time(start, 't'), Time(start, 'R'))
            : Fill(texts.PingWithoutStart, name);
    }

    private static string Description(Card card, CardTexts texts)
    {
        var over = card.Kind is Card.Ended or Card.Cancelled;
        return Joined(
            "\n",
            texts.Lines.GetValueOrDefault(card.Kind, ""),
            card switch
            {
                { StartsAt: { } start } when card.Kind == Card.Cancelled => Fill(texts.Planned, Time(start, 'F')),
                { StartsAt: { } start } => Fill(texts.Start, Time(start, 'F'), Time(start, 'R')),
                { Kind: Card.Moved } => texts.NoDate,
                _ => "",
            },
            card.EndsAt is { } end && card.Kind != Card.Cancelled
                ? Fill(texts.End, Time(end, SameDay(card.StartsAt, end) ? 't' : 'F'))
                : "",
            card is { Kind: Card.Moved, WasStartsAt: { } was } ? Fill(texts.Before, Time(was, 'F')) : "",
            card.Odd && !over ? texts.Odd : "");
    }

    private static EmbedFooter? Footer(Card card, string? marker)
    {
        var course = Untrusted.Literal(PlainName.Of(card.CourseName, card.Language), LongestCourse);
        var text = card.Kind == Card.Ping ? Marked(marker) : Joined(" · ", course, Marked(marker));
        return text == "" ? null : new(text);
    }

    private static string Marked(string? marker) => marker is null ? "" : Marker.Text(marker);

    private static bool CanJoin(Card card) => card.Kind is Card.Scheduled or Card.Open or Card.Running or Card.Ping or Card.Moved;

    private static bool SameDay(long? start, long end) => start is { } from && end - from < OneDay;

    // Rendered by Discord in the reader's zone and language (discord.com/developers/docs/reference, "Timestamp Styles").
    private static string Time(long unix, char style) => string.Create(CultureInfo.InvariantCulture, $"<t:{unix}:{style}>");

    // Replaced in one pass, so that a name with {1} in it stays a name.
    private static string Fill(string text, params ReadOnlySpan<object?> values)
        => string.Format(CultureInfo.InvariantCulture, text, values);

    private static string Joined(string separator, params IEnumerable<string> parts)
        => string.Join(separator, parts.Where(part => part != ""));

    private static int Colour(string kind) => kind switch
    {
        Card.Open or Card.Running => 0x57F287,
        Card.Ended => 0x99AAB5,
        Card.Cancelled => 0xED4245,
        Card.Moved => 0xFEE75C,
        _ => 0x5865F2,
    };
}
