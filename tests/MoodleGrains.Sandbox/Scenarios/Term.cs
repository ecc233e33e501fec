using System.Globalization;
using MoodleGrains.Sandbox.Model;

namespace MoodleGrains.Sandbox.Scenarios;

/// <summary>Something done to a conference, at its time.</summary>
/// <param name="At">When, Unix seconds.</param>
/// <param name="What">What it was, in a few words.</param>
/// <param name="Do">Does it.</param>
public sealed record Doing(long At, string What, Action Do);

/// <summary>
/// A term of video conferences in one course: each is planned some days ahead; some are moved, renamed, hidden, shown again or
/// deleted before they begin. The same term for the same seed.
/// </summary>
public sealed class Term
{
    private readonly University university;
    private readonly Random random;
    private readonly long start;
    private readonly long end;

    /// <summary>Plans a term.</summary>
    /// <param name="university">Where it takes place; its clock is the start.</param>
    /// <param name="course">The course.</param>
    /// <param name="seed">Decides everything.</param>
    /// <param name="days">How long it is.</param>
    /// <param name="conferences">How many conferences are planned.</param>
    public Term(University university, long course, int seed, int days, int conferences)
    {
        this.university = university;
        random = new(seed);
        start = university.Now;
        end = start + (days * 86_400L);
        Doings = [.. Enumerable.Range(1, conferences).SelectMany(n => Life(course, n)).OrderBy(doing => doing.At)];
    }

    /// <summary>What is done, in order of time.</summary>
    public IReadOnlyList<Doing> Doings { get; }

    // Whole minutes, as a person types them; and no two conferences begin at once.
    private static long Minute(long at) => at / 60 * 60;

    private IEnumerable<Doing> Life(long course, int number)
    {
        var opens = Minute(Between(start + 7_200, end - 7_200)) + (number % 60);
        var planned = Math.Max(start + 60, opens - Between(900, 6 * 86_400));
        long module = 0;
        var name = string.Create(CultureInfo.InvariantCulture, $"Seminar {number} *über* @everyone");
        yield return new(planned, $"{name} is planned", () => module = university.CreateConference(course, name, opens, opens + 5_400));
        var changes = random.Next(4);
        for (var change = 1; change <= changes; change++)
        {
            var at = Between(planned + 30, opens + 1_800);
            var again = Minute(Between(at + 900, Math.Max(at + 1_000, end))) + (number % 60);
            var renamed = string.Create(CultureInfo.InvariantCulture, $"Seminar {number}, version {change}");
            yield return random.Next(6) switch
            {
                0 or 1 => Late(
                    at,
                    $"{name} is moved",
                    () => university.UpdateConference(module, openingTime: again, closingTime: again + 5_400)),
                2 => Late(at, $"{name} is renamed", () => university.RenameActivity(module, renamed)),
                3 => Late(at, $"{name} is hidden", () => university.ShowActivity(module, false)),
                4 => Late(at, $"{name} is shown", () => university.ShowActivity(module, true)),
                _ => Late(at, $"{name} is deleted", () => university.DeleteActivity(module)),
            };
        }

        Doing Late(long at, string what, Action change) => new(at, what, () =>
        {
            if (university.Activities.ContainsKey(module))
            {
                change();
            }
        });
    }

    private long Between(long from, long to) => from + random.NextInt64(Math.Max(1, to - from));
}
