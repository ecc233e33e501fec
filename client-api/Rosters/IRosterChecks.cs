using System.Text.Json.Serialization;
using MoodleGrains.Rosters;

namespace MoodleGrains.ClientApi.Rosters;

/// <summary>Reads the source of a roster and checks what it says, without a run. Whoever reads sources implements it.</summary>
public interface IRosterChecks
{
    /// <summary>Reads and checks.</summary>
    /// <param name="site">The slug of the site.</param>
    /// <param name="name">The roster, by which its secrets are found; it need not exist.</param>
    /// <param name="terms">What it says, or would say.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What was found.</returns>
    Task<RosterCheckAnswer> Of(string site, string name, RosterTerms terms, CancellationToken cancellationToken);
}

/// <summary>What the source of a roster says. Nothing was changed, and Moodle was not asked. Findings may name persons.</summary>
/// <param name="Failure">Why there is no roster that can be believed, with the remedy; null if there is one.</param>
/// <param name="Courses">Courses without fault.</param>
/// <param name="Participants">Participants without fault, of all courses.</param>
/// <param name="LeftOut">Courses that were left out: they count as there and unchanged.</param>
/// <param name="Errors">Findings by which something was left out.</param>
/// <param name="Warnings">Other findings.</param>
/// <param name="Findings">What is wrong, in the order of the document; at most 1,000.</param>
public sealed record RosterCheckAnswer(
    string? Failure, int Courses, int Participants, int LeftOut, int Errors, int Warnings, IReadOnlyList<FindingAnswer> Findings)
{
    /// <summary>
    /// What the source is written in, and how that is known: <c>UTF-8, as its byte order mark says</c>; null where it was not read.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Encoding { get; init; }

    /// <summary>How many findings are listed at most.</summary>
    public const int MostListed = 1000;

    /// <summary>The answer where the source cannot be read or believed.</summary>
    /// <param name="reason">Why, and the remedy.</param>
    /// <returns>The answer.</returns>
    public static RosterCheckAnswer Failed(string reason) => new(reason, 0, 0, 0, 0, 0, []);

    /// <summary>The answer of a checked roster.</summary>
    /// <param name="wanted">The roster.</param>
    /// <returns>The answer.</returns>
    public static RosterCheckAnswer Of(DesiredRoster wanted)
    {
        var errors = wanted.Findings.Count(finding => finding.Error);
        return new(
            null,
            wanted.Courses.Count,
            wanted.Courses.Sum(course => course.Members.Count),
            wanted.CoursesLeftOut,
            errors,
            wanted.Findings.Count - errors,
            [
                .. wanted.Findings.Take(MostListed)
                    .Select((finding, place) => new FindingAnswer(place + 1, finding.Error, finding.Code, finding.Path, finding.Text)),
            ]);
    }
}
