namespace MoodleGrains.Rosters;

/// <summary>What Moodle holds now, of all that a plan needs.</summary>
/// <param name="Courses">All courses but the front page.</param>
/// <param name="Categories">All categories.</param>
/// <param name="Users">The users found, by the key they were asked for (<see cref="DesiredMember.Key"/>).</param>
/// <param name="Members">Who is in the courses that the roster or its mirrors name, and that exist; by course.</param>
/// <param name="RoleIds">Moodle's ids of roles by short name, from the configuration or seen on enrolled users.</param>
public sealed record SiteNow(
    IReadOnlyList<CourseNow> Courses,
    IReadOnlyList<CategoryNow> Categories,
    IReadOnlyDictionary<string, long> Users,
    IReadOnlyDictionary<long, IReadOnlyList<MemberNow>> Members,
    IReadOnlyDictionary<string, long> RoleIds)
{
    /// <summary>
    /// The users that a key may mean, by the key, where it cannot be told which of them it means. They are left as they are.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyList<long>> Ambiguous { get; init; } = new Dictionary<string, IReadOnlyList<long>>();
}

/// <summary>A course as Moodle holds it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="ShortName">Its short name, exactly as stored.</param>
/// <param name="FullName">Its full name, exactly as stored.</param>
/// <param name="IdNumber">Its idnumber; empty for none.</param>
/// <param name="CategoryId">Its category.</param>
/// <param name="Visible">Whether students see it.</param>
public sealed record CourseNow(long Id, string ShortName, string FullName, string IdNumber, long CategoryId, bool Visible);

/// <summary>A category as Moodle holds it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="ParentId">0 for none.</param>
/// <param name="Name">Its name, exactly as stored.</param>
/// <param name="IdNumber">Its idnumber; empty for none.</param>
public sealed record CategoryNow(long Id, long ParentId, string Name, string IdNumber);

/// <summary>A user in a course.</summary>
/// <param name="UserId">Who.</param>
/// <param name="Active">Whether an enrolment is active; null where Moodle did not tell.</param>
/// <param name="Roles">Moodle's ids of the roles held in the course, ascending.</param>
public sealed record MemberNow(long UserId, bool? Active, IReadOnlyList<long> Roles);

/// <summary>What a roster said before of the participants of one course, by which an unknown name is told from a mistyped one.</summary>
/// <param name="Found">The users found, by key; ids stay after a user was renamed.</param>
/// <param name="NotFound">The keys that no user had.</param>
public sealed record RememberedKeys(IReadOnlyDictionary<string, long> Found, IReadOnlySet<string> NotFound);
