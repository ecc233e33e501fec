using System.Text.RegularExpressions;

namespace MoodleGrains.ClientApi.Json;

/// <summary>Fields of a document that take some values only.</summary>
internal static class JsonChoices
{
    /// <summary>A text of a form.</summary>
    /// <param name="fields">The object it stands in.</param>
    /// <param name="name">The field.</param>
    /// <param name="wanted">What belongs there.</param>
    /// <param name="form">The form.</param>
    /// <param name="required">Whether it may not be absent.</param>
    /// <returns>The text; null if it is absent or wrong.</returns>
    public static string? Matching(this JsonFields fields, string name, string wanted, Regex form, bool required = false) =>
        fields.Fitting(name, wanted, form.IsMatch, required);

    /// <summary>A text that a rule holds for.</summary>
    /// <param name="fields">The object it stands in.</param>
    /// <param name="name">The field.</param>
    /// <param name="wanted">What belongs there.</param>
    /// <param name="fits">The rule.</param>
    /// <param name="required">Whether it may not be absent.</param>
    /// <returns>The text; null if it is absent or wrong.</returns>
    public static string? Fitting(this JsonFields fields, string name, string wanted, Func<string, bool> fits, bool required = false)
    {
        var text = fields.Text(name, wanted, required);
        if (text is null || fits(text))
        {
            return text;
        }

        fields.Fault(name, $"is '{text}'; give {wanted}.");
        return null;
    }

    /// <summary>One of some words.</summary>
    /// <param name="fields">The object it stands in.</param>
    /// <param name="name">The field.</param>
    /// <param name="known">The words.</param>
    /// <param name="required">Whether it may not be absent.</param>
    /// <returns>The word; null if it is absent or wrong.</returns>
    public static string? OneOf(this JsonFields fields, string name, string[] known, bool required = false)
    {
        var wanted = string.Join(", ", known.SkipLast(1).Select(word => $"\"{word}\"")) + $" or \"{known[^1]}\"";
        return fields.Fitting(name, wanted, text => known.Contains(text, StringComparer.Ordinal), required);
    }

    /// <summary>A number within bounds.</summary>
    /// <param name="fields">The object it stands in.</param>
    /// <param name="name">The field.</param>
    /// <param name="least">The least.</param>
    /// <param name="most">The most; the largest number for no bound.</param>
    /// <param name="required">Whether it may not be absent.</param>
    /// <returns>The number; null if it is absent or wrong.</returns>
    public static long? Between(this JsonFields fields, string name, long least, long most, bool required = false)
    {
        var wanted = most == long.MaxValue ? $"a whole number from {least}" : $"a whole number from {least} to {most}";
        var number = fields.Number(name, wanted, required);
        if (number is null || (number >= least && number <= most))
        {
            return number;
        }

        fields.Fault(name, $"is {number}; give {wanted}.");
        return null;
    }
}
