using MoodleGrains.Conferences;
using MoodleGrains.Courses;
using MoodleGrains.Texts;

namespace MoodleGrains.Rules;

/// <summary>Which conferences a rule is about.</summary>
public static class RuleMatching
{
    /// <summary>Whether a scope takes in a conference.</summary>
    /// <param name="scope">The scope.</param>
    /// <param name="conference">The conference.</param>
    /// <param name="course">Its course; null if unknown.</param>
    /// <param name="categories">The ids of the course's category and of all above it, in any order.</param>
    /// <param name="language">The rule's language, in which its pattern reads names.</param>
    /// <returns>True if so.</returns>
    public static bool Matches(
        this RuleScope scope, ConferenceRow conference, CourseRow? course, IReadOnlyCollection<long> categories, string? language) =>
        scope.Kind switch
        {
            RuleScope.Site => true,
            RuleScope.Category => scope.Id is { } id && categories.Contains(id),
            RuleScope.Course => scope.Id is { } id && conference.CourseId == id,
            RuleScope.Name => scope.Pattern is { } pattern
                && (Fits(pattern, conference.Name, language) || Fits(pattern, course?.FullName, language)),
            _ => false,
        };

    /// <summary>How near a scope is to a conference; where rules disagree, the nearest has its way.</summary>
    /// <param name="scope">The scope.</param>
    /// <param name="categories">The ids of the course's category and of all above it, the nearest first.</param>
    /// <returns>The smaller, the nearer: name, course, category from the nearest up, site.</returns>
    public static int Distance(this RuleScope scope, IReadOnlyList<long> categories)
    {
        switch (scope.Kind)
        {
            case RuleScope.Name:
                return 0;
            case RuleScope.Course:
                return 1;
            case RuleScope.Category:
                for (var i = 0; i < categories.Count; i++)
                {
                    if (categories[i] == scope.Id)
                    {
                        return 2 + i;
                    }
                }

                return int.MaxValue - 1;
            default:
                return int.MaxValue;
        }
    }

    private static bool Fits(string pattern, string? name, string? language) =>
        name is not null && Fits(VisibleText.OneLine(pattern), PlainName.Of(name, language));

    /// <summary>
    /// Whether a text fits a pattern as a whole, case ignored; <c>*</c> stands for any text. Never slower than pattern × text.
    /// </summary>
    private static bool Fits(string pattern, string text)
    {
        var (p, t, star, mark) = (0, 0, -1, 0);
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                star = p++;
                mark = t;
            }
            else if (p < pattern.Length && char.ToUpperInvariant(pattern[p]) == char.ToUpperInvariant(text[t]))
            {
                p++;
                t++;
            }
            else if (star >= 0)
            {
                p = star + 1;
                t = ++mark;
            }
            else
            {
                return false;
            }
        }

        return pattern.AsSpan(p).TrimStart('*').IsEmpty;
    }
}
