namespace MoodleGrains.Grains.Tests.Rosters;

/// <summary>
/// People at work in the model's Moodle. What nobody could tell apart from the roster's own work is not done: who was taken out of the
/// roster's enrolment and put in again by hand looks as before.
/// </summary>
internal static class ModelHands
{
    /// <summary>One change, by luck.</summary>
    /// <returns>What was touched: the course, and the user; 0 for the course itself.</returns>
    public static (long Course, long User)? Change(ModelMoodle moodle, ModelRegistrar registrar, Random luck)
    {
        if (moodle.Courses.Count == 0 || luck.Next(12) == 0)
        {
            return Create(moodle, registrar, luck);
        }

        var course = moodle.Courses.Values.ElementAt(luck.Next(moodle.Courses.Count));
        var mirror = moodle.Of(course.Id);
        switch (luck.Next(10))
        {
            case 0:
                course.FullName = $"By hand {luck.Next(100)}";
                course.NamedByHand = true;
                return (course.Id, 0);
            case 1 when !mirror.Hidden || !course.Visible:
                (course.Visible, course.ShownByHand) = (!course.Visible, true);
                return (course.Id, 0);
            case 2 when luck.Next(4) == 0:
                moodle.Courses.Remove(course.Id);
                return (course.Id, 0);
            case 3 when luck.Next(4) == 0:
                return Rename(moodle, luck);
            case 4 or 5:
                var user = 100 + luck.Next(ModelRegistrar.People);
                if (course.Members.ContainsKey(user) || mirror.Members.ContainsKey(user))
                {
                    return null;
                }

                course.Members[user] = new() { Mine = false, Roles = { [luck.Next(3, 6)] = false } };
                return (course.Id, user);
            default:
                return Member(moodle, course, luck);
        }
    }

    private static (long, long)? Member(ModelMoodle moodle, ModelCourse course, Random luck)
    {
        if (course.Members.Count == 0)
        {
            return null;
        }

        var (user, member) = course.Members.ElementAt(luck.Next(course.Members.Count));
        var mirrored = moodle.Of(course.Id).Members.GetValueOrDefault(user);
        var role = luck.Next(3, 6);
        switch (luck.Next(4))
        {
            case 0:
                course.Members.Remove(user);
                break;
            case 1 when mirrored is not { Suspended: true } || !member.Active:
                member.Active = !member.Active;
                (member.SuspendedByHand, member.ActiveByHand) = (!member.Active, mirrored is { Suspended: true });
                break;
            case 2 when mirrored?.Roles.Contains(role) != true:
                member.Roles.TryAdd(role, false);
                break;
            case 3:
                member.Roles.Remove(role);
                break;
            default:
                return null;
        }

        return (course.Id, user);
    }

    private static (long, long)? Create(ModelMoodle moodle, ModelRegistrar registrar, Random luck)
    {
        var wanted = registrar.Courses.ElementAt(luck.Next(registrar.Courses.Count));
        if (moodle.Courses.Values.Any(course => course.ShortName == wanted.ShortName))
        {
            return null;
        }

        return (moodle.Create(wanted.ShortName, $"Older {wanted.ShortName}").Id, 0);
    }

    private static (long, long)? Rename(ModelMoodle moodle, Random luck)
    {
        var (key, user) = moodle.Users.ElementAt(luck.Next(moodle.Users.Count));
        moodle.Users.Remove(key);
        moodle.Users.TryAdd($"{key}.{luck.Next(100)}", user);
        return null;
    }
}
