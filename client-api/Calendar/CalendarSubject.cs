namespace MoodleGrains.ClientApi.Calendar;

/// <summary>Whose conferences a calendar shows.</summary>
/// <param name="Site">The slug of the site.</param>
/// <param name="Kind">One of the constants of this class.</param>
/// <param name="Id">Of <see cref="Course"/> and <see cref="User"/>: Moodle's id.</param>
/// <param name="Rule">Of <see cref="Rule"/>: its name.</param>
public sealed record CalendarSubject(string Site, string Kind, long? Id = null, string? Rule = null)
{
    /// <summary>All of the site.</summary>
    public const string WholeSite = "site";

    /// <summary>Those of one course.</summary>
    public const string Course = "course";

    /// <summary>Those of the courses in which a user is actively enrolled.</summary>
    public const string User = "user";

    /// <summary>Those that a rule is about.</summary>
    public const string OfRule = "rule";

    /// <summary>What a person asked for: at most one of the three.</summary>
    /// <param name="site">The slug of the site.</param>
    /// <param name="course">Moodle's id of a course.</param>
    /// <param name="user">Moodle's id of a user.</param>
    /// <param name="rule">The name of a rule.</param>
    /// <returns>The subject; null if it was more than one.</returns>
    public static CalendarSubject? Of(string site, long? course, long? user, string? rule) => (course, user, rule) switch
    {
        (null, null, null) => new(site, WholeSite),
        ({ } id, null, null) => new(site, Course, id),
        (null, { } id, null) => new(site, User, id),
        (null, null, { } name) => new(site, OfRule, Rule: name),
        _ => null,
    };

    /// <summary>The field of a request that names it.</summary>
    internal string Field => Kind switch
    {
        Course => "courseId",
        User => "userId",
        OfRule => "rule",
        _ => "site",
    };

    /// <summary>What is said where it is not known.</summary>
    public string Unknown => Kind == OfRule
        ? $"There is no {this}. 'silo rule list' shows those there are."
        : $"There is no {this} yet: nothing that Moodle sent, or was asked, named it.";

    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        Course => $"course {Id} of site '{Site}'",
        User => $"user {Id} of site '{Site}'",
        OfRule => $"rule '{Rule}' of site '{Site}'",
        _ => $"site '{Site}'",
    };
}
