using MoodleGrains.Users;

namespace MoodleGrains.Silo.Moodle.Client;

/// <summary>Courses. The observations are for the grains, the rest for whoever decides what to read next.</summary>
/// <param name="At">The site's clock at the (first) answer, Unix seconds.</param>
/// <param name="Courses">The courses.</param>
/// <param name="Told">One observation a course.</param>
internal sealed record CoursesRead(
    long At, IReadOnlyList<CourseSeen> Courses, IReadOnlyList<(StreamKey Grain, ICommand Command)> Told);

/// <summary>A course as one answer shows it; what Moodle left out is null.</summary>
/// <param name="Id">Its id.</param>
/// <param name="CategoryId">Its category; 0 for the front page.</param>
/// <param name="Visible">Whether students see it.</param>
/// <param name="Format">Its format; <c>site</c> is the front page, which is no course.</param>
/// <param name="TimeModified">When its row changed last, Unix seconds.</param>
/// <param name="EndsAt">Its end, Unix seconds; 0 for none.</param>
/// <param name="TracksCompletion">Whether completion tracking is on in it.</param>
internal sealed record CourseSeen(
    long Id, long? CategoryId, bool? Visible, string? Format, long? TimeModified, long? EndsAt, bool? TracksCompletion);

/// <summary>Categories.</summary>
/// <param name="At">The site's clock at the answer, Unix seconds.</param>
/// <param name="Categories">The ids, with the parent of each (0 for none).</param>
/// <param name="Told">One observation a category.</param>
/// <param name="SeesHidden">Whether the account sees hidden ones too, so that what is missing is gone.</param>
internal sealed record CategoriesRead(
    long At, IReadOnlyDictionary<long, long> Categories, IReadOnlyList<(StreamKey Grain, ICommand Command)> Told, bool SeesHidden);

/// <summary>Everybody enrolled in a course.</summary>
/// <param name="At">The site's clock at the answer, Unix seconds.</param>
/// <param name="Users">The ids.</param>
/// <param name="Told">The observation for the course.</param>
/// <param name="People">The persons.</param>
internal sealed record EnrolledRead(
    long At, IReadOnlySet<long> Users, (StreamKey Grain, ICommand Command) Told, IReadOnlyList<ObservedPerson> People);

/// <summary>Everybody enrolled in a course, as rosters look at it.</summary>
/// <param name="Members">The users.</param>
internal sealed record MembersRead(IReadOnlyList<MemberSeen> Members);

/// <summary>A user in a course.</summary>
/// <param name="UserId">Who.</param>
/// <param name="Active">Whether an enrolment is active now.</param>
/// <param name="Roles">Ids and short names of the roles held in the course.</param>
/// <param name="Courses">The visible courses in which an enrolment of theirs is active.</param>
internal sealed record MemberSeen(
    long UserId, bool? Active, IReadOnlyList<(long Id, string ShortName)> Roles, IReadOnlyList<long> Courses);

/// <summary>Users.</summary>
/// <param name="At">The site's clock at the (first) answer, Unix seconds.</param>
/// <param name="Users">The users.</param>
/// <param name="Told">One observation a user.</param>
/// <param name="People">The persons.</param>
internal sealed record UsersRead(
    long At, IReadOnlyList<UserSeen> Users, IReadOnlyList<(StreamKey Grain, ICommand Command)> Told, IReadOnlyList<ObservedPerson> People)
{
    /// <summary>Users in the answer that were deleted; they are in none of the other lists.</summary>
    public IReadOnlySet<long> Deleted { get; init; } = new HashSet<long>();

    /// <summary>Users that Moodle could not answer for, as it cannot for those whose context its cron removed.</summary>
    public IReadOnlySet<long> Refused { get; init; } = new HashSet<long>();
}

/// <summary>Who there is.</summary>
/// <param name="At">The site's clock at the first answer, Unix seconds.</param>
/// <param name="Ids">The users' ids, in ascending order.</param>
internal sealed record UserIds(long At, IReadOnlyList<long> Ids);

/// <summary>A user as one answer shows them; what Moodle left out is null.</summary>
/// <param name="Id">Their id.</param>
/// <param name="Suspended">Whether they are suspended.</param>
/// <param name="Confirmed">Whether they confirmed their address.</param>
/// <param name="Language">Their language, <c>en</c>.</param>
/// <param name="TimeZone">Their time zone; "99" for the site's.</param>
internal sealed record UserSeen(long Id, bool? Suspended, bool? Confirmed, string? Language, string? TimeZone);

/// <summary>The completions of one user in one course.</summary>
/// <param name="At">The site's clock at the answer, Unix seconds.</param>
/// <param name="Told">The observations.</param>
internal sealed record CompletionsRead(long At, IReadOnlyList<(StreamKey Grain, ICommand Command)> Told);

/// <summary>The activities of a course (<c>core_course_get_contents</c>).</summary>
/// <param name="At">The site's clock at the answer, Unix seconds.</param>
/// <param name="Modules">Those that this account sees.</param>
internal sealed record ContentsRead(long At, IReadOnlyList<ModuleSeen> Modules);

/// <summary>An activity.</summary>
/// <param name="Id">The course module's id.</param>
/// <param name="Course">The course.</param>
/// <param name="Module">The module's name, <c>bigbluebuttonbn</c>.</param>
/// <param name="Instance">The activity's id among those of its module.</param>
/// <param name="Name">Its name, exactly as stored.</param>
/// <param name="Visible">Whether students see it.</param>
/// <param name="ViewUrl">Its page; null where it has none, or the answer does not say.</param>
internal sealed record ModuleSeen(long Id, long Course, string Module, long Instance, string? Name, bool? Visible, string? ViewUrl);

/// <summary>The answer to a direct question for one course module.</summary>
/// <param name="At">The site's clock at the answer, Unix seconds.</param>
/// <param name="Presence">Whether it is there.</param>
/// <param name="Module">The module, where it is.</param>
internal sealed record ModuleAnswer(long At, Presence Presence, ModuleSeen? Module);
