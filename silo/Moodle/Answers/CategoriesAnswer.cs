using System.Text.Json;
using MoodleGrains.Categories;
using MoodleGrains.Convergence;
using MoodleGrains.Silo.Json;

namespace MoodleGrains.Silo.Moodle.Answers;

/// <summary><c>core_course_get_categories</c>. To students Moodle tells neither idnumber nor visibility nor times.</summary>
public static class CategoriesAnswer
{
    /// <summary>What the answer tells.</summary>
    /// <param name="site">The slug of the site.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="raw">Whether it was asked with <c>moodlewssettingraw=true</c>; without it name and description are not told.</param>
    /// <param name="at">The HTTP Date of the answer, Unix seconds.</param>
    /// <returns>One observation a category.</returns>
    /// <exception cref="FormatException">It is no such answer; the message names the field and Moodle's error code.</exception>
    public static IReadOnlyList<(StreamKey Grain, ICommand Command)> Read(string site, JsonElement answer, bool raw, long at)
    {
        var told = new List<(StreamKey, ICommand)>();
        foreach (var category in MoodleJson.List(answer, default))
        {
            told.Add((
                StreamKey.For("category", site, MoodleJson.Needed(category, "id"u8)),
                new ObserveCategory(
                    raw ? MoodleJson.Exact(category, "name"u8) : null,
                    MoodleJson.Exact(category, "idnumber"u8),
                    MoodleJson.Number(category, "parent"u8),
                    raw ? MoodleJson.Exact(category, "description"u8) : null,
                    MoodleJson.Flag(category, "visible"u8),
                    new FieldVersion(MoodleJson.Modified(category), at, SourcePrecedence.Polled))));
        }

        return told;
    }

    /// <summary>
    /// The categories that were to be in the answer and are not: gone for good. Ask as an account that may view hidden ones.
    /// </summary>
    /// <param name="site">The slug of the site.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="asked">The ids that were to be in it.</param>
    /// <param name="at">The HTTP Date of the answer, Unix seconds.</param>
    /// <returns>One observation a missing category.</returns>
    /// <exception cref="FormatException">It is no such answer.</exception>
    public static IReadOnlyList<(StreamKey Grain, ICommand Command)> Gone(
        string site, JsonElement answer, IEnumerable<long> asked, long at)
    {
        var there = MoodleJson.List(answer, default).Select(category => MoodleJson.Needed(category, "id"u8)).ToHashSet();
        var stamp = new FieldVersion(null, at, SourcePrecedence.Deleted);
        return [.. asked.Where(id => !there.Contains(id))
            .Select(id => (StreamKey.For("category", site, id), (ICommand)new ObserveCategoryDeleted(stamp)))];
    }
}
