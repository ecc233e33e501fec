using MoodleGrains.Sandbox.Model;

namespace MoodleGrains.Sandbox.Scenarios;

/// <summary>One thing somebody did in Moodle.</summary>
/// <param name="What">What it was, in a few words.</param>
/// <param name="Events">What Moodle says of it, in order.</param>
public sealed record Happening(string What, IReadOnlyList<MoodleEvent> Events);

/// <summary>How a random history is made.</summary>
public sealed record ScenarioOptions
{
    /// <summary>The share of steps that fall into the same second as the one before.</summary>
    public double SameSecond { get; init; }

    /// <summary>
    /// Whether things happen that no webhook tells: hidden categories take their courses along, accounts are suspended. Only a poll
    /// finds them.
    /// </summary>
    public bool Untold { get; init; }
}

/// <summary>A random history of a small university, always the same one for the same seed.</summary>
public sealed class Scenario
{
    private readonly University university;
    private readonly SiteClock clock;
    private readonly ScenarioOptions options;
    private readonly Random random;
    private readonly (int Weight, Func<string?> Do)[] doings;

    /// <summary>A history on a university.</summary>
    /// <param name="university">The university.</param>
    /// <param name="clock">The clock it reads.</param>
    /// <param name="seed">Decides everything.</param>
    /// <param name="options">How it is made.</param>
    public Scenario(University university, SiteClock clock, int seed, ScenarioOptions? options = null)
    {
        this.university = university;
        this.clock = clock;
        this.options = options ?? new();
        random = new(seed);
        doings =
        [
            .. new CourseDoings(university, random).All,
            .. new ActivityDoings(university, random).All,
            .. new PeopleDoings(university, random, this.options.Untold).All,
        ];
    }

    /// <summary>Does one thing that is possible now.</summary>
    /// <returns>What was done.</returns>
    public Happening Step()
    {
        lock (university.Gate)
        {
            clock.Advance(random.NextDouble() < options.SameSecond ? 0 : random.Next(1, 6));
            university.TakeEvents();
            while (true)
            {
                if (Pick()() is { } what)
                {
                    return new(what, university.TakeEvents());
                }
            }
        }
    }

    /// <summary>Does many things.</summary>
    /// <param name="steps">How many.</param>
    /// <returns>What was done, in order.</returns>
    public IReadOnlyList<Happening> Play(int steps) => [.. Enumerable.Range(0, steps).Select(_ => Step())];

    private Func<string?> Pick()
    {
        var at = random.Next(doings.Sum(d => d.Weight));
        foreach (var (weight, what) in doings)
        {
            at -= weight;
            if (at < 0)
            {
                return what;
            }
        }

        return doings[^1].Do;
    }
}
