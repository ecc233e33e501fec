using System.IO.Enumeration;
using MoodleGrains.Rules;

namespace MoodleGrains.Silo.Announcements;

/// <summary>A rule as it is in force.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Terms">What it says.</param>
/// <param name="Revision">Which revision of it.</param>
/// <param name="Held">Whether it waits for a person: it posts nothing new.</param>
/// <param name="Allowed">How many messages it may post at once, as a person approved; 0 where nobody was asked.</param>
/// <param name="AllowedAt">When a person last approved it, UTC.</param>
internal sealed record RuleSeen(
    string Name, RuleTerms Terms, int Revision, bool Held = false, int Allowed = 0, DateTimeOffset? AllowedAt = null)
{
    /// <summary>Whether it wants a conference.</summary>
    /// <param name="conference">The conference.</param>
    /// <returns>True if it does.</returns>
    public bool Wants(ConferenceSeen conference) => Terms.Scope switch
    {
        { Kind: RuleScope.Site } => true,
        { Kind: RuleScope.Category, Id: { } category } => conference.Categories.Contains(category),
        { Kind: RuleScope.Course, Id: { } course } => conference.CourseId == course,
        { Kind: RuleScope.Name, Pattern: { } pattern } =>
            Fits(pattern, conference.Name) || (conference.CourseName is { } course && Fits(pattern, course)),
        _ => false,
    };

    /// <summary>How narrow its scope is: where several rules want one conference in one channel, the narrowest speaks first.</summary>
    public int Breadth => Terms.Scope.Kind switch
    {
        RuleScope.Course => 0,
        RuleScope.Name => 1,
        RuleScope.Category => 2,
        _ => 3,
    };

    private static bool Fits(string pattern, string text) => FileSystemName.MatchesSimpleExpression(pattern, text, ignoreCase: true);
}
