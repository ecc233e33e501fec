using System.Net;
using System.Text;
using MoodleGrains.Texts;

namespace MoodleGrains.Silo.Mail;

/// <summary>A letter as it is read: once as plain text, once as a page. Everything in it is untrusted text and escaped here.</summary>
/// <param name="Language">Its language, for the page.</param>
/// <param name="Subject">The subject.</param>
/// <param name="Sections">What it says.</param>
/// <param name="Footer">Where to change or end it.</param>
internal sealed record LetterText(
    string Language, string Subject, IReadOnlyList<LetterSection> Sections, IReadOnlyList<LetterLine> Footer)
{
    private const int LongestLine = 300;

    /// <summary>The plain text.</summary>
    /// <returns>Lines that end with CRLF.</returns>
    public string Plain()
    {
        var text = new StringBuilder();
        foreach (var section in Sections)
        {
            if (section.Heading is { } heading)
            {
                text.Append(heading).Append("\r\n\r\n");
            }

            foreach (var line in section.Lines)
            {
                text.Append(section.Heading is null ? "" : "- ").Append(OneLine(line.Text)).Append("\r\n");
                if (line.Link is { } link)
                {
                    text.Append("  ").Append(link.AbsoluteUri).Append("\r\n");
                }
            }

            text.Append("\r\n");
        }

        text.Append("-- \r\n");
        foreach (var line in Footer)
        {
            text.Append(line.Text).Append(line.Link is { } link ? $"\r\n{link.AbsoluteUri}" : "").Append("\r\n");
        }

        return text.ToString();
    }

    /// <summary>The page.</summary>
    /// <returns>HTML without script, picture or style from elsewhere.</returns>
    public string Html()
    {
        var html = new StringBuilder()
            .Append($"<!doctype html><html lang=\"{Language}\"><head><meta charset=\"utf-8\">")
            .Append("<meta name=\"viewport\" content=\"width=device-width\">")
            .Append($"<title>{Escaped(Subject)}</title></head>")
            .Append("<body style=\"font-family:sans-serif;line-height:1.5;max-width:40em;margin:0 auto;padding:1em\">");
        foreach (var section in Sections)
        {
            if (section.Heading is { } heading)
            {
                html.Append($"<h2 style=\"font-size:1.1em\">{Escaped(heading)}</h2><ul>");
                html.AppendJoin("", section.Lines.Select(line => $"<li>{Linked(line)}</li>"));
                html.Append("</ul>");
            }
            else
            {
                html.AppendJoin("", section.Lines.Select(line => $"<p>{Linked(line)}</p>"));
            }
        }

        html.Append("<hr>").AppendJoin("", Footer.Select(line => $"<p style=\"font-size:0.9em\">{Linked(line)}</p>"));
        return html.Append("</body></html>").ToString();
    }

    /// <summary>Untrusted text as one line of bounded length.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The line.</returns>
    public static string OneLine(string text) => VisibleText.Cut(VisibleText.OneLine(text), LongestLine);

    private static string Linked(LetterLine line) => line.Link is { } link
        ? $"<a href=\"{Escaped(link.AbsoluteUri)}\">{Escaped(OneLine(line.Text))}</a>"
        : Escaped(OneLine(line.Text));

    private static string Escaped(string text) => WebUtility.HtmlEncode(text);
}

/// <summary>A part of a letter.</summary>
/// <param name="Heading">Its heading; null for plain paragraphs.</param>
/// <param name="Lines">Its lines.</param>
internal sealed record LetterSection(string? Heading, params IReadOnlyList<LetterLine> Lines);

/// <summary>A line of a letter.</summary>
/// <param name="Text">What it says.</param>
/// <param name="Link">Where it leads; null for nowhere.</param>
internal sealed record LetterLine(string Text, Uri? Link = null);
