namespace MoodleGrains.Silo.Moodle.Client;

/// <summary>What <c>core_webservice_get_site_info</c> tells of the site and of the token's account.</summary>
/// <param name="At">The site's clock at the answer, Unix seconds.</param>
/// <param name="SiteName">The site's name.</param>
/// <param name="UserId">Whose token it is.</param>
/// <param name="UserName">Whose token it is: personal data, shown by <c>doctor</c> only.</param>
/// <param name="IsAdmin">Whether that account is a site administrator: then it sees everything.</param>
/// <param name="Release">Moodle's release, <c>4.5.6 (Build: 20250811)</c>.</param>
/// <param name="Functions">The functions of the token's service.</param>
internal sealed record SiteInfo(
    long At, string SiteName, long UserId, string UserName, bool IsAdmin, string Release, IReadOnlySet<string> Functions);

/// <summary>What can be read with the token of a site.</summary>
/// <param name="UserId">Whose token it is.</param>
/// <param name="SeesEverything">Whether absence in a direct answer means gone: the account is a site administrator.</param>
/// <param name="Missing">Functions of the client that the token's service lacks.</param>
internal sealed record SiteAbilities(long UserId, bool SeesEverything, IReadOnlySet<string> Missing)
{
    /// <summary>
    /// Whether only the account's own courses can be read, and neither users nor enrolments: a student's or teacher's own token for
    /// the mobile service, which cannot list users; it has <c>core_course_get_courses</c>, but Moodle refuses it to them.
    /// </summary>
    public bool OwnCoursesOnly => !SeesEverything && Missing.Contains(MoodleFunctions.Users);

    /// <summary>Whether all users can be listed.</summary>
    public bool Users => Has(MoodleFunctions.Users) && Has(MoodleFunctions.UsersByField);

    /// <summary>Whether the enrolments of every course can be read.</summary>
    public bool Enrolments => !OwnCoursesOnly && Has(MoodleFunctions.EnrolledUsers);

    /// <summary>Whether the completions of others can be read.</summary>
    public bool Completions => !OwnCoursesOnly && Has(MoodleFunctions.ActivityCompletions);

    /// <summary>What a site's answer about itself means for us.</summary>
    /// <param name="info">The answer.</param>
    /// <returns>The abilities.</returns>
    public static SiteAbilities Of(SiteInfo info) => new(
        info.UserId, info.IsAdmin, MoodleFeatures.Functions.Where(function => !info.Functions.Contains(function)).ToHashSet());

    /// <summary>Whether the token has a function.</summary>
    /// <param name="function">Its name.</param>
    /// <returns>True if it does.</returns>
    public bool Has(string function) => !Missing.Contains(function);
}
