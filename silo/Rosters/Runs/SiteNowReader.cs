using MoodleGrains.Categories;
using MoodleGrains.Courses;
using MoodleGrains.Rosters;
using MoodleGrains.Silo.Moodle.Client;

namespace MoodleGrains.Silo.Rosters.Runs;

/// <summary>What of a site is to be read.</summary>
/// <param name="Courses">Names and idnumbers of courses; compared without case, as MySQL does.</param>
/// <param name="Mirrors">Moodle's ids of courses.</param>
/// <param name="MatchBy">By what participants are found.</param>
/// <param name="Keys">The participants' keys.</param>
/// <param name="Roles">The short names of roles whose ids are needed.</param>
internal sealed record SiteQuestion(
    IReadOnlySet<string> Courses, IReadOnlySet<long> Mirrors, string MatchBy, IReadOnlyCollection<string> Keys, IReadOnlySet<string> Roles)
{
    /// <summary>What a roster asks for.</summary>
    /// <param name="terms">Its terms.</param>
    /// <param name="wanted">The roster.</param>
    /// <param name="mirrors">The courses that it made or adopted before.</param>
    /// <returns>The question.</returns>
    public static SiteQuestion Of(RosterTerms terms, DesiredRoster wanted, IEnumerable<long> mirrors) => new(
        wanted.Courses.SelectMany(course => (string[])[course.ShortName, course.IdNumber ?? ""]).Where(name => name != "")
            .ToHashSet(StringComparer.OrdinalIgnoreCase),
        mirrors.ToHashSet(),
        terms.MatchBy,
        wanted.Courses.SelectMany(course => course.Members).Select(member => member.Key).ToHashSet(StringComparer.Ordinal),
        wanted.Courses.SelectMany(course => course.Members).SelectMany(member => member.Roles).Where(role => !role.All(char.IsAsciiDigit))
            .ToHashSet(StringComparer.Ordinal));
}

/// <summary>What was read of a site.</summary>
/// <param name="Now">What Moodle holds.</param>
/// <param name="Users">Who the participants are.</param>
internal sealed record SiteRead(SiteNow Now, UsersByKey Users);

/// <summary>
/// Reads what Moodle holds, in few calls: one for the courses, one for the categories, one for each thousand of users, one for each
/// course that is there (two where it is hidden), and some for the ids of roles that the configuration does not tell.
/// </summary>
internal sealed class SiteNowReader(RunSettings settings)
{
    private const int AtOnce = 4;

    // Roles are seen where somebody holds them; a site that uses them at all shows them soon.
    private const int RoleSamples = 20;

    /// <summary>All courses but the front page.</summary>
    /// <param name="moodle">The site.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The courses.</returns>
    /// <exception cref="MoodleFaultException">Moodle did not tell.</exception>
    public static async Task<IReadOnlyList<CourseNow>> CoursesAsync(MoodleSite moodle, CancellationToken cancellationToken) =>
        Courses(await moodle.CoursesAsync(cancellationToken));

    /// <summary>Some courses.</summary>
    /// <param name="moodle">The site.</param>
    /// <param name="ids">Which.</param>
    /// <param name="cancellationToken">Stops the calls.</param>
    /// <returns>Those that are there.</returns>
    /// <exception cref="MoodleFaultException">Moodle did not tell.</exception>
    public static async Task<IReadOnlyList<CourseNow>> CoursesAsync(
        MoodleSite moodle,
        IReadOnlyCollection<long> ids,
        CancellationToken cancellationToken) =>
        Courses(await moodle.CoursesByIdAsync(ids, cancellationToken));

    /// <summary>Who is in some courses. One that Moodle refuses to tell of is left out, and stops no other.</summary>
    /// <param name="moodle">The site.</param>
    /// <param name="courses">The courses.</param>
    /// <param name="cancellationToken">Stops the calls.</param>
    /// <returns>By course.</returns>
    /// <exception cref="MoodleFaultException">Moodle did not tell.</exception>
    public static async Task<IReadOnlyDictionary<long, IReadOnlyList<MemberSeen>>> MembersAsync(
        MoodleSite moodle, IReadOnlyCollection<CourseNow> courses, CancellationToken cancellationToken)
    {
        var read = new Dictionary<long, IReadOnlyList<MemberSeen>>();
        await Parallel.ForEachAsync(
            courses,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (course, stop) =>
            {
                if (await MembersOrNoneAsync(moodle, course, stop) is { } members)
                {
                    lock (read)
                    {
                        read[course.Id] = members;
                    }
                }
            });
        return read;
    }

    /// <summary>Reads.</summary>
    /// <param name="moodle">The site.</param>
    /// <param name="question">What is to be read.</param>
    /// <param name="cancellationToken">Stops the calls.</param>
    /// <returns>What Moodle holds.</returns>
    /// <exception cref="MoodleFaultException">Moodle did not tell.</exception>
    public async Task<SiteRead> ReadAsync(MoodleSite moodle, SiteQuestion question, CancellationToken cancellationToken)
    {
        var courses = await CoursesAsync(moodle, cancellationToken);
        var categories = await moodle.CategoriesAsync(cancellationToken);
        var users = await UsersByKey.AskAsync(moodle, question.MatchBy, question.Keys, cancellationToken);
        var concerned = courses.Where(course => question.Mirrors.Contains(course.Id)
            || question.Courses.Contains(ComparableName.Of(course.ShortName)) || question.Courses
                .Contains(ComparableName.Of(course.IdNumber))).ToList();
        var members = await MembersAsync(moodle, concerned, cancellationToken);
        if (members.Count == 0 && concerned.Count > 0)
        {
            // Refused for every course: the fault says what the token lacks.
            await moodle.MembersAsync(concerned[0].Id, concerned[0].Visible, cancellationToken);
        }

        var roles = await RolesAsync(moodle, question, courses, members, cancellationToken);
        var now = new SiteNow(
            courses,
            [.. categories.Told.Select(told => Category(told.Grain, (ObserveCategory)told.Command))],
            users.Found,
            members.ToDictionary(course => course.Key, course => (IReadOnlyList<MemberNow>)[.. course.Value.Select(member =>
                new MemberNow(member.UserId, member.Active, [.. member.Roles.Select(role => role.Id).Order()]))]),
            roles)
        {
            Ambiguous = users.Ambiguous,
        };
        return new(now, users);
    }

    private static async Task<IReadOnlyList<MemberSeen>?> MembersOrNoneAsync(
        MoodleSite moodle,
        CourseNow course,
        CancellationToken cancellationToken)
    {
        try
        {
            return (await moodle.MembersAsync(course.Id, course.Visible, cancellationToken)).Members;
        }
        catch (MoodleFaultException refused) when (RunFaults.IsRefusal(refused.Fault))
        {
            return null;
        }
    }

    private static IReadOnlyList<CourseNow> Courses(CoursesRead read) =>
    [
        .. read.Courses.Zip(read.Told, (seen, told) => (seen, ((ObserveCourse)told.Command).Fields))
            .Where(course => course.seen.Format != "site")
            .Select(course => new CourseNow(
                course.seen.Id,
                course.Fields.ShortName?.Value ?? "",
                course.Fields.FullName?.Value ?? "",
                course.Fields.IdNumber?.Value ?? "",
                course.seen.CategoryId ?? 0,
                course.seen.Visible ?? true)),
    ];

    private static CategoryNow Category(StreamKey grain, ObserveCategory told) =>
        new(grain.Number, told.ParentId ?? 0, told.Name?.Value ?? "", told.IdNumber?.Value ?? "");

    private async Task<IReadOnlyDictionary<string, long>> RolesAsync(
        MoodleSite moodle,
        SiteQuestion question,
        IReadOnlyList<CourseNow> courses,
        IReadOnlyDictionary<long, IReadOnlyList<MemberSeen>> members,
        CancellationToken cancellationToken)
    {
        // Environments write settings in capitals.
        var known = new Dictionary<string, long>(settings.Roles, StringComparer.OrdinalIgnoreCase);
        members.Values.ToList().ForEach(Learn);

        // Old courses have their people; the newest are often still empty.
        foreach (var course in courses.Where(course => course.Visible && !members.ContainsKey(course.Id)).OrderBy(course => course.Id)
            .Take(RoleSamples))
        {
            if (question.Roles.All(known.ContainsKey))
            {
                break;
            }

            Learn(await MembersOrNoneAsync(moodle, course, cancellationToken) ?? []);
        }

        return known;

        void Learn(IReadOnlyList<MemberSeen> seen)
        {
            foreach (var (id, shortName) in seen.SelectMany(member => member.Roles).Where(role => role.ShortName != ""))
            {
                known.TryAdd(shortName, id);
            }
        }
    }
}
