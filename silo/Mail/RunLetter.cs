using MoodleGrains.ClientApi.Rosters;

namespace MoodleGrains.Silo.Mail;

/// <summary>What a run does in one course.</summary>
/// <param name="Course">The course of the roster.</param>
/// <param name="Action">What is done.</param>
/// <param name="Count">How often.</param>
/// <param name="Names">The first of those it is done to.</param>
internal sealed record CourseDeed(string Course, string Action, int Count, IReadOnlyList<string> Names);

/// <summary>All that a letter on a run tells.</summary>
/// <param name="What"><c>waits</c>, <c>finished</c>, <c>failed</c> or <c>cancelled</c>.</param>
/// <param name="Run">The run.</param>
/// <param name="Deeds">What it does, course by course.</param>
/// <param name="Findings">The first findings.</param>
internal sealed record RunNews(string What, RunAnswer Run, IReadOnlyList<CourseDeed> Deeds, IReadOnlyList<FindingAnswer> Findings);

/// <summary>Writes the letter on a run. Pure.</summary>
internal static class RunLetter
{
    /// <summary>How many courses are told at most.</summary>
    public const int MostCourses = 30;

    /// <summary>How many findings are told at most.</summary>
    public const int MostFindings = 20;

    /// <summary>How many names are told of one deed in one course at most.</summary>
    public const int MostNames = 3;

    /// <summary>Writes it.</summary>
    /// <param name="news">What is told.</param>
    /// <param name="language">In which language.</param>
    /// <returns>The letter.</returns>
    public static LetterText Of(RunNews news, string language)
    {
        var words = RunLetterWords.Of(language);
        var run = news.Run;
        List<LetterSection> sections = [new(null, Opening(news, words))];
        Add(words.Brake, run.Tripped);
        Add(words.Numbers, run.Counts is { } counts ? words.Of(counts) : []);
        Add(words.Courses, Courses(news, words));
        Add(words.Wrong, Findings(news, words));
        return new(words.Language, Subject(news, words), sections, [new("MoodleGrains")]);

        void Add(string heading, IReadOnlyList<string> lines)
        {
            if (lines.Count > 0)
            {
                sections.Add(new(heading, [.. lines.Select(line => new LetterLine(line))]));
            }
        }
    }

    private static string Subject(RunNews news, RunLetterWords words) => LetterWords.Filled(
        news.What switch
        {
            "waits" => words.Waits,
            "finished" => words.Finished,
            "cancelled" => words.Cancelled,
            _ => words.Failed,
        },
        $"{news.Run.Site}/{news.Run.Roster}",
        news.Run.Run);

    private static List<LetterLine> Opening(RunNews news, RunLetterWords words)
    {
        var run = news.Run;
        var at = $"{run.Site}/{run.Roster}";
        List<LetterLine> lines = news.What switch
        {
            "waits" => [new(LetterWords.Filled(words.Approve, $"silo roster approve {at} --hash {run.Hash}"))],
            "finished" when run.Progress is { Items: 0 } => [new(words.Nothing)],
            "finished" => [new(LetterWords.Filled(words.Outcome, run.Done ?? 0, run.Failed ?? 0, run.Confirmed ?? 0))],
            "cancelled" => [new(words.Stays)],
            _ => [new(run.Reason ?? "")],
        };
        if (run.Progress is { Missing: > 0 } progress)
        {
            lines.Add(new(LetterWords.Filled(words.Missing, progress.Missing)));
        }

        lines.Add(new(LetterWords.Filled(words.Look, $"silo roster report {at} --run {run.Run} --all")));
        return lines;
    }

    private static List<string> Courses(RunNews news, RunLetterWords words)
    {
        var courses = news.Deeds.GroupBy(deed => deed.Course).ToList();
        List<string> lines = [.. courses.Take(MostCourses)
            .Select(course => $"{Name(course.Key)}: {string.Join("; ", course.Select(Told))}")];
        if (courses.Count > MostCourses)
        {
            lines.Add(LetterWords.Filled(words.More, courses.Count - MostCourses));
        }

        return lines;
    }

    private static List<string> Findings(RunNews news, RunLetterWords words)
    {
        List<string> lines = [.. news.Findings.Take(MostFindings).Select(finding => $"{finding.Path}: {finding.Text}")];
        var all = (news.Run.Progress?.Errors ?? 0) + (news.Run.Progress?.Warnings ?? 0);
        if (all > lines.Count)
        {
            lines.Add(LetterWords.Filled(words.MoreWrong, all - lines.Count));
        }

        return lines;
    }

    private static string Told(CourseDeed deed) => deed.Names.Count == 0
        ? $"{deed.Action} {deed.Count}"
        : $"{deed.Action} {deed.Count} ({string.Join(", ", deed.Names)}{(deed.Count > deed.Names.Count ? ", …" : "")})";

    // The key says by what the course is known; a person knows it by what follows.
    private static string Name(string key) => key[(key.IndexOf(':', StringComparison.Ordinal) + 1)..];
}
