using System.Text;
using System.Text.RegularExpressions;

namespace MoodleGrains.ClientApi.Tests.Calendar;

/// <summary>A component of a calendar, as <see cref="StrictIcs"/> read it.</summary>
internal sealed record IcsComponent(string Name, List<IcsProperty> Properties, List<IcsComponent> Components)
{
    /// <summary>The value of a property that is there once, a text unescaped; null if it is not there.</summary>
    public string? this[string name] => Properties.SingleOrDefault(one => one.Name == name)?.Value;

    public IEnumerable<IcsComponent> All(string name) => Components.Where(one => one.Name == name);
}

internal sealed record IcsProperty(string Name, string Parameters, string Value);

/// <summary>
/// Reads iCalendar and refuses whatever the grammar of RFC 5545 does not allow: lines (3.1), values (3.3) of the properties we write,
/// and which properties each component must and may have (3.4 to 3.6), with those that RFC 7986 adds.
/// </summary>
internal static partial class StrictIcs
{
    private static readonly string[] texts =
        ["PRODID", "NAME", "X-WR-CALNAME", "UID", "SUMMARY", "DESCRIPTION", "LOCATION", "CATEGORIES", "TZID"];

    private static readonly Dictionary<string, Regex> values = new()
    {
        ["VERSION"] = new("^2\\.0$"),
        ["CALSCALE"] = new("^GREGORIAN$"),
        ["METHOD"] = new("^PUBLISH$"),
        ["REFRESH-INTERVAL"] = Duration(),
        ["X-PUBLISHED-TTL"] = Duration(),
        ["TRIGGER"] = Duration(),
        ["ACTION"] = new("^DISPLAY$"),
        ["DTSTAMP"] = Utc(),
        ["LAST-MODIFIED"] = Utc(),
        ["DTSTART"] = Instant(),
        ["DTEND"] = Utc(),
        ["SEQUENCE"] = new("^[0-9]+$"),
        ["STATUS"] = new("^(TENTATIVE|CONFIRMED|CANCELLED)$"),
        ["URL"] = new("^https?://[A-Za-z0-9._~:/?#\\[\\]@!$&'()*+,;=%-]+$"),
        ["TZOFFSETFROM"] = new("^[+-][0-9]{4}$"),
        ["TZOFFSETTO"] = new("^[+-][0-9]{4}$"),
    };

    private static readonly Dictionary<string, (string[] Must, string[] May, string[] Components)> components = new()
    {
        [
            "VCALENDAR"] = (["PRODID", "VERSION"], ["CALSCALE", "METHOD", "NAME", "REFRESH-INTERVAL", "X-WR-CALNAME", "X-PUBLISHED-TTL"],
            ["VEVENT", "VTIMEZONE"]),
        ["VEVENT"] = (
            ["DTSTAMP", "UID", "DTSTART"],
            ["LAST-MODIFIED", "SEQUENCE", "STATUS", "DTEND", "SUMMARY", "CATEGORIES", "DESCRIPTION", "LOCATION", "URL"],
            ["VALARM"]),
        ["VALARM"] = (["ACTION", "DESCRIPTION", "TRIGGER"], [], []),
        ["VTIMEZONE"] = (["TZID"], [], ["STANDARD"]),
        ["STANDARD"] = (["DTSTART", "TZOFFSETFROM", "TZOFFSETTO"], [], []),
    };

    public static IcsComponent Read(ReadOnlySpan<byte> utf8)
    {
        var lines = new Queue<IcsProperty>(Unfolded(utf8).Select(Property));
        var calendar = Component(lines);
        lines.ShouldBeEmpty();
        calendar.Name.ShouldBe("VCALENDAR");
        calendar.Components.ShouldNotBeEmpty("icalbody = calprops component");
        return calendar;
    }

    /// <summary>The lines, unfolded; each as it stood must be UTF-8 of at most 75 octets and end with CRLF.</summary>
    public static List<string> Unfolded(ReadOnlySpan<byte> utf8)
    {
        var strict = new UTF8Encoding(false, throwOnInvalidBytes: true);
        var lines = new List<string>();
        while (!utf8.IsEmpty)
        {
            var end = utf8.IndexOf("\r\n"u8);
            end.ShouldBeGreaterThanOrEqualTo(0, "the last line has no CRLF");
            end.ShouldBeLessThanOrEqualTo(75);
            var line = strict.GetString(utf8[..end]);
            line.ShouldNotBeEmpty();
            line.Any(c => c != '\t' && char.IsControl(c)).ShouldBeFalse(line);
            if (line[0] is ' ' or '\t') lines[^1] += line[1..];
            else lines.Add(line);
            utf8 = utf8[(end + 2)..];
        }

        return lines;
    }

    public static string Unescaped(string text)
    {
        TextValue().IsMatch(text).ShouldBeTrue($"no TEXT: {text}");
        return Escaped().Replace(text, one => one.Value is "\\n" or "\\N" ? "\n" : one.Value[1..]);
    }

    private static IcsProperty Property(string line)
    {
        var match = ContentLine().Match(line);
        match.Success.ShouldBeTrue($"no content line: {line}");
        var (name, value) = (match.Groups["name"].Value, match.Groups["value"].Value);
        if (texts.Contains(name)) value = Unescaped(value);
        else if (name is not ("BEGIN" or "END")) values[name].IsMatch(value).ShouldBeTrue(line);
        return new(name, match.Groups["parameters"].Value, value);
    }

    private static IcsComponent Component(Queue<IcsProperty> lines)
    {
        var begin = lines.Dequeue();
        begin.Name.ShouldBe("BEGIN");
        var component = new IcsComponent(begin.Value, [], []);
        while (lines.Peek().Name != "END")
        {
            // Properties come before components (3.4: icalbody = calprops component).
            if (lines.Peek().Name == "BEGIN") component.Components.Add(Component(lines));
            else component.Components.ShouldBeEmpty();
            if (lines.Peek().Name is not ("BEGIN" or "END")) component.Properties.Add(lines.Dequeue());
        }

        lines.Dequeue().Value.ShouldBe(component.Name);
        var (must, may, within) = components[component.Name];
        var names = component.Properties.ConvertAll(one => one.Name);
        names.ShouldBeUnique();
        names.Except(may).ShouldBe(must, ignoreOrder: true);
        component.Components.Select(one => one.Name).Except(within).ShouldBeEmpty();
        return component;
    }

    [GeneratedRegex(
        """^(?<name>[A-Za-z0-9-]+)(?<parameters>(;[A-Za-z0-9-]+=([^\x00-\x1f\x7f";:,]*|"[^\x00-\x1f\x7f"]*")"""
            + """(,([^\x00-\x1f\x7f";:,]*|"[^\x00-\x1f\x7f"]*"))*)*)"""
            + """:(?<value>.*)$""",
        RegexOptions.Singleline)]
    private static partial Regex ContentLine();

    [GeneratedRegex(@"^([^\\;,\x00-\x08\x0a-\x1f\x7f]|\\[\\;,Nn])*$")]
    private static partial Regex TextValue();

    [GeneratedRegex(@"\\[\\;,Nn]")]
    private static partial Regex Escaped();

    [GeneratedRegex(@"^[+-]?P([0-9]+W|([0-9]+D)?(T([0-9]+H)?([0-9]+M)?([0-9]+S)?)?)$")]
    private static partial Regex Duration();

    [GeneratedRegex(@"^[0-9]{4}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3])[0-5][0-9]([0-5][0-9]|60)Z$")]
    private static partial Regex Utc();

    [GeneratedRegex(@"^[0-9]{4}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3])[0-5][0-9]([0-5][0-9]|60)Z?$")]
    private static partial Regex Instant();
}
