using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace MoodleGrains.Silo.CommandLine;

/// <summary>Numbers on the command line: what is none is told in our words, not in those of .NET's types.</summary>
internal static class WholeNumber
{
    /// <summary>An option that may be left out.</summary>
    internal static Option<long?> Option(string name, string description) =>
        new(name) { Description = description, CustomParser = result => Read(result, name) };

    /// <summary>An option that must be given.</summary>
    internal static Option<long> Required(string name, string description) =>
        new(name) { Description = description, Required = true, CustomParser = result => Read(result, name) ?? 0 };

    /// <summary>An argument.</summary>
    internal static Argument<long> Argument(string name, string description) =>
        new(name) { Description = description, CustomParser = result => Read(result, name) ?? 0 };

    private static long? Read(ArgumentResult result, string name)
    {
        var text = result.Tokens.Count == 0 ? "" : result.Tokens[0].Value;
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        result.AddError($"{name}: '{text}' is no whole number.");
        return null;
    }
}
