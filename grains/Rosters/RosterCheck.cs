using System.Text.Json;

namespace MoodleGrains.Rosters;

/// <summary>Checks a roster's document: what is right of it is wanted, and of all that is wrong a person is told.</summary>
public static class RosterCheck
{
    /// <summary>Checks a JSON document: <c>{"courses":[…]}</c>, or the bare array.</summary>
    /// <param name="root">The document.</param>
    /// <param name="terms">The terms of the roster.</param>
    /// <returns>What it wants, and its faults.</returns>
    public static WantedRoster Json(JsonElement root, RosterTerms terms) => throw new NotSupportedException();

    /// <summary>Checks the lines of a CSV.</summary>
    /// <param name="lines">The lines behind the head, in order.</param>
    /// <param name="terms">The terms of the roster.</param>
    /// <returns>What it wants, and its faults.</returns>
    public static WantedRoster Lines(IReadOnlyList<RosterLine> lines, RosterTerms terms) => throw new NotSupportedException();
}

/// <summary>A line of a CSV roster.</summary>
/// <param name="Line">Its number in the file, from 1.</param>
/// <param name="ShortName">The field course_shortname; null where the line has none.</param>
/// <param name="Name">The field course_name; null where the line has none.</param>
/// <param name="UserName">The field username; null or empty for a course without participants.</param>
/// <param name="Role">The field role; null or empty for none.</param>
public sealed record RosterLine(int Line, string? ShortName, string? Name, string? UserName, string? Role);
