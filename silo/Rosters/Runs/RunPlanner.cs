using System.Globalization;
using MoodleGrains.Mirrors;
using MoodleGrains.Rosters;
using MoodleGrains.Silo.Moodle.Client;
using MoodleGrains.Silo.Rosters.Source;

namespace MoodleGrains.Silo.Rosters.Runs;

/// <summary>What came of planning.</summary>
/// <param name="Plan">The plan, or what is known without one: findings.</param>
/// <param name="Seen">What is to be remembered once it was applied.</param>
/// <param name="Stop">Why there is no plan, with the remedy; nothing personal in it. Null if there is one.</param>
internal sealed record Planned(RosterPlan Plan, IReadOnlyList<SeenKey> Seen, string? Stop)
{
    /// <summary>No plan, and nothing to tell beside the reason.</summary>
    /// <param name="reason">Why.</param>
    /// <returns>It.</returns>
    public static Planned Stopped(string reason) => Stopped(reason, []);

    /// <summary>No plan.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="findings">What a person should know.</param>
    /// <returns>It.</returns>
    public static Planned Stopped(string reason, IReadOnlyList<Finding> findings) =>
        new(new([], findings, [], new(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, findings.Count(finding => finding.Error)), [], ""), [], reason);
}

/// <summary>Makes the plan of a run: from the roster, what Moodle holds now, and what the roster made there before.</summary>
internal sealed class RunPlanner(
    SiteNowReader reader, MirrorsAtHand mirrors, RunMemory memory, RunPlans plans, RunNames names, RunSettings settings, TimeProvider time)
{
    private const int Named = 5;

    /// <summary>Plans so that Moodle follows a roster.</summary>
    /// <param name="run">The run.</param>
    /// <param name="terms">The terms.</param>
    /// <param name="read">The roster.</param>
    /// <param name="moodle">The site.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The plan.</returns>
    /// <exception cref="MoodleFaultException">Moodle did not tell.</exception>
    public async Task<Planned> PlanAsync(
        RunKey run,
        RosterTerms terms,
        RosterRead read,
        MoodleSite moodle,
        CancellationToken cancellationToken)
    {
        if (read is not RosterRead.Read { Wanted: var wanted })
        {
            // What the source gave may name persons: it stands with the findings, which may be erased, and not in the reason.
            var failed = (RosterRead.Failed)read;
            return Planned.Stopped(
                failed.Reason,
                failed.Begins is { } begins ? [new(true, "no_roster", "$", $"The answer {begins}.")] : []);
        }

        if (wanted.Courses.Count == 0)
        {
            return Planned.Stopped(
                wanted.LeftOut.Count > 0 || wanted.Unnamed
                    ? "The roster has no course without a fault, so nothing is done: mend what the findings name."
                    : "The roster has no courses. That is taken for a fault of the source, so nothing is done: look why it is empty.",
                wanted.Findings);
        }

        var courses = await mirrors.CoursesAsync(run, cancellationToken);
        var site = await reader.ReadAsync(moodle, SiteQuestion.Of(terms, wanted, courses), cancellationToken);

        // A mirror that no read model tells yet is that of a course in the roster.
        var known = await mirrors.OfAsync(run, courses.Union(site.Now.Members.Keys), cancellationToken);
        if (await LostAsync(run, known, site.Now, moodle, cancellationToken) is { } hidden)
        {
            return Planned.Stopped(hidden, wanted.Findings);
        }

        var remembered = await memory.ReadAsync(run, cancellationToken);
        var plan = RosterPlanning.Plan(
            terms, wanted, site.Now, known, remembered, Today, await plans.ByPersonAsync(run, cancellationToken));
        var after = RosterMemory.After(wanted, site.Users.Found, plan.Unclear, remembered, site.Users.Ambiguous);
        plan = await NamedAsync(run, plan, cancellationToken);
        return new(
            With(plan, [.. Ambiguous(terms, wanted, site.Users), .. Outside(run.Site, plan, site.Now)]),
            RunMemory.Rows(after),
            plan.Stop);
    }

    /// <summary>Plans so that a run is taken back.</summary>
    /// <param name="run">The run that takes it back.</param>
    /// <param name="undone">The run that is taken back.</param>
    /// <param name="terms">The terms.</param>
    /// <param name="moodle">The site.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The plan.</returns>
    /// <exception cref="MoodleFaultException">Moodle did not tell.</exception>
    public async Task<Planned> UndoAsync(RunKey run, int undone, RosterTerms terms, MoodleSite moodle, CancellationToken cancellationToken)
    {
        var touched = await mirrors.TouchedAsync(run with { Run = undone }, cancellationToken);
        var question = new SiteQuestion(new HashSet<string>(), touched, terms.MatchBy, [], new HashSet<string>());
        var site = await reader.ReadAsync(moodle, question, cancellationToken);
        var courses = touched.Union(await mirrors.CoursesAsync(run, cancellationToken)).ToList();
        var known = await mirrors.OfAsync(run, courses, cancellationToken);
        var history = await mirrors.HistoryAsync(run, touched, cancellationToken);
        var users = history.Values.SelectMany(events => events.OfType<MembersChanged>()).Where(fact => fact.Run == undone)
            .SelectMany(fact => fact.Changes).Select(change => change.UserId).ToHashSet();
        var plan = UndoPlanning.Plan(
            terms, undone, history, site.Now, known, Today, await names.OfAsync(run, users, cancellationToken));
        return new(plan, [], plan.Stop);
    }

    // Whom the roster does not list any more, it does not name either.
    private async Task<RosterPlan> NamedAsync(RunKey run, RosterPlan plan, CancellationToken cancellationToken)
    {
        var known = await names.OfAsync(
            run, plan.Items.Where(item => item.Name is null).Select(item => item.UserId).OfType<long>().ToHashSet(), cancellationToken);
        return known.Count == 0 ? plan : plan with
        {
            Items = [.. plan.Items
                .Select(item => item is { Name: null, UserId: { } user } ? item with { Name = known.GetValueOrDefault(user) } : item)],
        };
    }

    private DateOnly Today => DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);

    // Absence from a list is not deletion: whoever may not see a course is not told of it.
    private async Task<string?> LostAsync(
        RunKey run, IReadOnlyDictionary<long, Mirror> known, SiteNow site, MoodleSite moodle, CancellationToken cancellationToken)
    {
        var there = site.Courses.Select(course => course.Id).ToHashSet();
        var absent = known.Where(mirror => !mirror.Value.Lost && !there.Contains(mirror.Key)).Select(mirror => mirror.Key).Order().ToList();
        if (absent.Count == 0)
        {
            return null;
        }

        var asked = await moodle.AskCoursesAsync(absent, cancellationToken);
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        await mirrors.TellAsync(
            run, absent.Where(id => asked.Of[id] == Presence.Gone)
                .Select(id => (id, (ICommand)new RecordLost(run.Run, now))), cancellationToken);
        var hidden = absent.Where(id => asked.Of[id] != Presence.Gone).ToList();
        return hidden.Count == 0 ? null
            : $"Moodle hides {hidden.Count} of the roster's courses from the token's account (course "
                + string.Join(", ", hidden.Take(Named).Select(id => id.ToString(CultureInfo.InvariantCulture))) + (hidden.Count > Named
                    ? ", …"
                    : "")
                + "): give it moodle/course:viewhiddencourses there.";
    }

    private static RosterPlan With(RosterPlan plan, IReadOnlyList<Finding> more) => more.Count == 0 ? plan : plan with
    {
        Findings = [.. plan.Findings, .. more],
        Counts = plan.Counts with { Errors = plan.Counts.Errors + more.Count(finding => finding.Error) },
    };

    // Made all the same; but nothing of such a course will be seen here.
    private IEnumerable<Finding> Outside(string slug, RosterPlan plan, SiteNow site)
    {
        if (!settings.Categories.TryGetValue(slug, out var scope))
        {
            return [];
        }

        var inside = scope.Inside(site.Categories.ToDictionary(category => category.Id, category => category.ParentId));
        return plan.Items
            .Where(item => item is { Action: PlanAction.CreateCourse, Course: { } course } && !inside.Contains(course.CategoryId))
            .Select(item => new Finding(
                false,
                "outside_scope",
                item.CourseKey,
                $"the course is created in category {item.Course!.CategoryId}, which is outside of Sites:{slug}:Categories: MoodleGrains "
                    + $"keeps nothing of it."));
    }

    private static IReadOnlyList<Finding> Ambiguous(RosterTerms terms, DesiredRoster wanted, UsersByKey users) => users.Ambiguous.Count == 0
        ? []
        :
    [
        .. from course in wanted.Courses
           from member in course.Members
           where users.Ambiguous.ContainsKey(member.Key)
           select new Finding(
               true,
               "user_ambiguous",
               member.Path,
               users.Ambiguous[member.Key] is [var only]
                   ? $"The {terms.MatchBy} '{member.Key}' differs by capitals only from that of user {only}, whom the roster lists by it "
                       + "too, so nobody is taken for it: correct it, or create the user."
                   : $"{users.Ambiguous[member.Key].Count} users of Moodle have the {terms.MatchBy} '{member.Key}' (ids "
                       + $"{string.Join(", ", users.Ambiguous[member.Key])}), so nobody is taken for it: make it unique in Moodle."),
    ];
}
