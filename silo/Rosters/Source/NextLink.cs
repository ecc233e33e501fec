using System.Net.Http.Headers;
using System.Text;

namespace MoodleGrains.Silo.Rosters.Source;

/// <summary>The next page, as headers <c>Link</c> name it: RFC 8288, 3.</summary>
internal static class NextLink
{
    /// <summary>Finds it.</summary>
    /// <param name="at">The address that answered.</param>
    /// <param name="headers">Its headers.</param>
    /// <returns>The address of the next page; null if there is none.</returns>
    /// <exception cref="SourceFailedException">There is one that may not be followed.</exception>
    public static Uri? Of(Uri at, HttpResponseHeaders headers)
    {
        foreach (var header in headers.TryGetValues("Link", out var values) ? values : [])
        {
            if (Target(header) is { } target)
            {
                return Followed(at, target);
            }
        }

        return null;
    }

    private static Uri Followed(Uri at, string target)
    {
        const string remedy = "Correct the header Link of the registrar's system.";
        return !Uri.TryCreate(at, target, out var to) || (to.Scheme != Uri.UriSchemeHttp && to.Scheme != Uri.UriSchemeHttps)
            || to.UserInfo != ""
                ? throw new SourceFailedException(Place.Of(at), "names a next page that is no plain http or https address", remedy)
            : at.Scheme == Uri.UriSchemeHttps && to.Scheme == Uri.UriSchemeHttp
                ? throw new SourceFailedException(
                    Place.Of(at),
                    "leads from https to a next page by http, which everybody on the way can read",
                    remedy)
            : to;
    }

    // The target of the first link whose rel has the word next and that is not about something else.
    private static string? Target(string header)
    {
        for (var at = 0; header.IndexOf('<', at) is >= 0 and var open && header.IndexOf('>', open) is >= 0 and var close;)
        {
            at = close + 1;
            string? rel = null;
            var anchored = false;
            while (Parameter(header, ref at) is var (name, value))
            {
                rel ??= name.Equals("rel", StringComparison.OrdinalIgnoreCase) ? value : null;
                anchored |= name.Equals("anchor", StringComparison.OrdinalIgnoreCase);
            }

            if (!anchored && rel?.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)
                .Contains("next", StringComparer.OrdinalIgnoreCase) == true)
            {
                return header[(open + 1)..close].Trim();
            }
        }

        return null;
    }

    private static (string Name, string Value)? Parameter(string header, ref int at)
    {
        at = Past(header, at, " \t");
        if (at >= header.Length || header[at] != ';')
        {
            return null;
        }

        at = Past(header, at, "; \t");
        var start = at;
        at = Until(header, at, "=;,");
        var name = header[start..at].Trim();
        if (at >= header.Length || header[at] != '=')
        {
            return (name, "");
        }

        at = Past(header, at + 1, " \t");
        if (at >= header.Length || header[at] != '"')
        {
            start = at;
            at = Until(header, at, ";,");
            return (name, header[start..at].Trim());
        }

        var value = new StringBuilder();
        for (at++; at < header.Length && header[at] != '"'; at++)
        {
            at += header[at] == '\\' && at + 1 < header.Length ? 1 : 0;
            value.Append(header[at]);
        }

        at = Math.Min(at + 1, header.Length);
        return (name, value.ToString());
    }

    private static int Past(string text, int at, string these)
    {
        while (at < text.Length && these.Contains(text[at], StringComparison.Ordinal))
        {
            at++;
        }

        return at;
    }

    private static int Until(string text, int at, string these) =>
        text.AsSpan(at).IndexOfAny(these.AsSpan()) is >= 0 and var there ? at + there : text.Length;
}
