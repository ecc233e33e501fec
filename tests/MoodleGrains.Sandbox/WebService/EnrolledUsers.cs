using System.Globalization;
using MoodleGrains.Sandbox.Model;
using MoodleGrains.Sandbox.Php;

namespace MoodleGrains.Sandbox.WebService;

/// <summary>core_enrol_get_enrolled_users: suspended ones too, unless asked for one half; it does not say which is which.</summary>
internal static class EnrolledUsers
{
    private const long FrontPage = 1;

    public static List<PhpMap> Answer(University university, Uri address, Call call)
    {
        var courseId = call.Id("courseid");
        var options = call.Pairs("options", "name").ToDictionary(o => o.Key, o => o.Value, StringComparer.Ordinal);
        if (courseId == FrontPage && !call.Caller.Has("moodle/course:enrolreview"))
        {
            throw MoodleFaultException.NoPermissions("View participants");
        }

        call.Caller.Entered(university, courseId);
        var active = university.EnrolmentsOf(courseId).Where(e => e.ActiveAt(university.Now)).Select(e => e.UserId).ToHashSet();
        // In the front page everybody takes part (lib/enrollib.php, get_enrolled_join; not recorded).
        var users = courseId == FrontPage
            ? university.Users.Keys.Order()
            : university.EnrolmentsOf(courseId).Select(e => e.UserId).Distinct().Order();
        if (!call.Caller.SeesHidden(university, courseId))
        {
            users = users.Where(active.Contains).Order();
        }

        if (options.GetValueOrDefault("onlyactive") == "1")
        {
            users = users.Where(active.Contains).Order();
        }

        if (options.GetValueOrDefault("onlysuspended") == "1")
        {
            users = users.Where(u => !active.Contains(u)).Order();
        }

        var from = int.Parse(options.GetValueOrDefault("limitfrom", "0"), CultureInfo.InvariantCulture);
        var count = int.Parse(options.GetValueOrDefault("limitnumber", "0"), CultureInfo.InvariantCulture);
        var fields = options.GetValueOrDefault("userfields")?.Split(',');
        return [.. users.Skip(from).Take(count == 0 ? int.MaxValue : count)
            .Select(u => fields is ["id"]
                ? Named(university.Users[u])
                : Only(Participant(university, address, call, courseId, university.Users[u]), fields))];
    }

    // Id and full name come whatever was asked for (user/lib.php, user_get_user_details).
    private static PhpMap Named(User user) => new() { ["id"] = user.Id, ["fullname"] = user.FullName };

    private static PhpMap Participant(University university, Uri address, Call call, long courseId, User user)
    {
        var answer = UserAnswers.Names(user);
        UserAnswers.Hide(answer, call);
        answer["firstaccess"] = 0L;
        answer["lastaccess"] = 0L;
        answer["lastcourseaccess"] = 0L;
        UserAnswers.AddPlace(answer, user);
        answer["profileimageurlsmall"] = Pictures.Small(address);
        answer["profileimageurl"] = Pictures.Large(address);
        answer["roles"] = university.RolesOf(courseId, user.Id).OrderBy(r => r.RoleId).Select(Role).ToList();
        // Recorded: the names of these courses come filtered, whatever was asked for.
        var filtered = call with { Raw = false, Filter = true };
        var visible = university.EnrolmentsOfUser(user.Id)
            .Where(e => e.ActiveAt(university.Now) && university.Courses[e.CourseId].Visible)
            .Select(e => university.Courses[e.CourseId]).DistinctBy(c => c.Id).OrderBy(c => c.Id)
            .Select(c => new PhpMap
            {
                ["id"] = c.Id,
                ["fullname"] = Texts.Name(c.FullName, filtered),
                ["shortname"] = Texts.Name(c.ShortName, filtered),
            })
            .ToList();
        if (visible.Count > 0)
        {
            answer["enrolledcourses"] = visible;
        }

        return answer;
    }

    private static PhpMap Role(RoleAssignment role) => new()
    {
        ["roleid"] = role.RoleId,
        ["name"] = "",
        ["shortname"] = role.RoleId switch { 3 => "editingteacher", 4 => "teacher", 5 => "student", _ => "custom" },
        ["sortorder"] = 0L,
    };

    private static PhpMap Only(PhpMap user, string[]? fields) =>
        fields is null ? user : new(user.Where(f => fields.Contains(f.Key)));
}
