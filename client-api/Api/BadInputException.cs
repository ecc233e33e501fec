using MoodleGrains.Texts;

namespace MoodleGrains.ClientApi.Api;

/// <summary>Something the caller sent cannot be understood; answered with 400.</summary>
/// <param name="field">Which field.</param>
/// <param name="message">One sentence: field, value, remedy.</param>
internal sealed class BadInputException(string field, string message) : Exception(message)
{
    private const int LongestShown = 80;

    /// <summary>Which field.</summary>
    public string Field { get; } = field;

    /// <summary>Says what came and what would be right.</summary>
    /// <param name="field">Which field.</param>
    /// <param name="value">What came.</param>
    /// <param name="remedy">What would be right.</param>
    /// <returns>The exception to throw.</returns>
    public static BadInputException Of(string field, string value, string remedy) =>
        new(field, $"{field} is '{VisibleText.Cut(value, LongestShown)}'; {remedy}");
}
