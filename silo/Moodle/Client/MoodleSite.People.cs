using System.Globalization;
using MoodleGrains.Convergence;
using MoodleGrains.Courses;
using MoodleGrains.Silo.Json;
using MoodleGrains.Silo.Moodle.Answers;
using MoodleGrains.Users;

namespace MoodleGrains.Silo.Moodle.Client;

/// <summary>Users, enrolments and completions.</summary>
internal sealed partial class MoodleSite
{
    // With their courses and roles, participants are a kilobyte or several each; with their ids alone, fifty bytes.
    private const int MembersInOneAnswer = 500;
    private const int IdsInOneAnswer = 2000;

    /// <summary>How many users are asked for in one call.</summary>
    public static int UsersInOneCall { get; } = MoodleForm.RoomBeside(1);

    // Everybody takes part in the front page.
    private const long FrontPage = 1;

    /// <summary>
    /// <c>core_enrol_get_enrolled_users</c>: everybody enrolled, suspended enrolments too, in pages. One call tells active from inactive,
    /// save in a hidden course, where another one asks for the active half.
    /// </summary>
    /// <param name="course">The course.</param>
    /// <param name="courseVisible">Whether the course is visible.</param>
    /// <param name="known">
    /// How many are known to be enrolled: a page that holds less than asked for is not the last while they are not reached.
    /// </param>
    /// <param name="cancellationToken">Stops the calls.</param>
    /// <returns>Everybody enrolled.</returns>
    public async Task<EnrolledRead> EnrolledUsersAsync(long course, bool courseVisible, int known, CancellationToken cancellationToken)
    {
        var pages = await MemberPagesAsync(course, MembersInOneAnswer, known, [], Read, page => page.Users.Count, cancellationToken);
        var everybody = pages[0] with
        {
            Users = pages.SelectMany(page => page.Users).ToHashSet(),
            Told = (pages[0].Told.Grain, ((ObserveParticipants)pages[0].Told.Command) with
            {
                Participants = [.. pages.SelectMany(page => ((ObserveParticipants)page.Told.Command).Participants)
                    .DistinctBy(one => one.UserId)],
            }),
            People = [.. pages.SelectMany(page => page.People)],
        };
        if (courseVisible || everybody.Users.Count == 0)
        {
            return everybody;
        }

        var active = await ActiveUsersAsync(course, cancellationToken);
        var told = (ObserveParticipants)everybody.Told.Command;
        var halved = told with
        {
            Participants = [.. told.Participants.Select(participant => participant with { Active = active.Contains(participant.UserId) })],
        };
        return everybody with { Told = (everybody.Told.Grain, halved) };

        EnrolledRead Read(Answered answer)
        {
            var (grain, command, people) = EnrolledUsersAnswer.Read(Slug, answer.Body, course, courseVisible, answer.At);
            return new(answer.At, people.Select(person => person.UserId).ToHashSet(), (grain, command), people);
        }
    }

    /// <summary><c>core_enrol_get_enrolled_users</c> with <c>onlyactive</c>, ids only.</summary>
    /// <param name="course">The course.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>Those whose enrolment is active now.</returns>
    public Task<IReadOnlySet<long>> ActiveUsersAsync(long course, CancellationToken cancellationToken) =>
        AskAsync(
            MoodleFunctions.EnrolledUsers,
            new MoodleForm().Add("courseid", course).AddOptions("options", "name", ("onlyactive", "1"), ("userfields", "id")),
            answer => (IReadOnlySet<long>)MoodleJson.List(answer.Body, default).Select(user => MoodleJson.Needed(user, "id"u8)).ToHashSet(),
            cancellationToken);

    /// <summary>
    /// <c>core_enrol_get_users_courses</c>: the courses of a user, without those hidden from them and without suspended enrolments.
    /// </summary>
    /// <param name="user">The user; null for the token's own.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The courses.</returns>
    public async Task<CoursesRead> UsersCoursesAsync(long? user, CancellationToken cancellationToken)
    {
        var whose = user ?? (await AbilitiesAsync(cancellationToken)).UserId;
        var form = new MoodleForm().Add("userid", whose).Add("returnusercount", false);
        return await AskAsync(MoodleFunctions.UsersCourses, form, ReadCourses, cancellationToken);
    }

    /// <summary>
    /// The ids of all users, suspended ones too, no deleted ones: <c>core_enrol_get_enrolled_users</c> of the front page, in pages. To
    /// those whom it is refused, <c>core_user_get_users</c> shows everybody whose address they may see, in one answer.
    /// </summary>
    /// <param name="cancellationToken">Stops the calls.</param>
    /// <returns>The ids, in ascending order.</returns>
    public async Task<UserIds> UserIdsAsync(CancellationToken cancellationToken)
    {
        try
        {
            // Whom the account may not see is left out of a page: only an empty one is the last.
            var pages = await MemberPagesAsync(
                FrontPage, IdsInOneAnswer, int.MaxValue, [("userfields", "id")],
                answer => (answer.At, Ids: MoodleJson.List(answer.Body, default).Select(user => MoodleJson.Needed(user, "id"u8)).ToList()),
                page => page.Ids.Count,
                cancellationToken);
            return new(pages[0].At, [.. pages.SelectMany(page => page.Ids).Distinct().Order()]);
        }
        catch (MoodleFaultException e) when (e.Fault
            .Kind is FaultKind.CapabilityMissing or FaultKind.NotVisible or FaultKind.FunctionNotInService)
        {
            var read = await AskAsync(
                MoodleFunctions.Users, new MoodleForm().AddOptions("criteria", "key", ("email", "%")), ReadUsers, cancellationToken);
            return new(read.At, [.. read.Users.Select(user => user.Id).Order()]);
        }
    }

    /// <summary>All users: their ids (<see cref="UserIdsAsync"/>), and then each of them, in parts.</summary>
    /// <param name="cancellationToken">Stops the calls.</param>
    /// <returns>The users.</returns>
    public async Task<UsersRead> UsersAsync(CancellationToken cancellationToken) =>
        await UsersByIdAsync((await UserIdsAsync(cancellationToken)).Ids, cancellationToken);

    /// <summary>
    /// <c>core_user_get_users_by_field</c> with <c>id</c>. Moodle leaves out users that the account may not see, and answers deleted ones:
    /// those that their mail address shows to be deleted (<see cref="UsersAnswer.IsDeleted"/>) are left out here and named in
    /// <see cref="UsersRead.Deleted"/>.
    /// </summary>
    /// <param name="ids">The users.</param>
    /// <param name="cancellationToken">Stops the calls.</param>
    /// <returns>
    /// The users. <see cref="FaultKind.Gone"/> is thrown for all of them where Moodle's cron removed the context of a deleted one.
    /// </returns>
    public Task<UsersRead> UsersByIdAsync(IReadOnlyCollection<long> ids, CancellationToken cancellationToken) =>
        UsersByFieldAsync("id", Texts(ids), cancellationToken);

    /// <summary>
    /// Users that a list named a moment ago. Those who make Moodle refuse the request are named in <see cref="UsersRead.Refused"/>.
    /// </summary>
    /// <param name="ids">The users.</param>
    /// <param name="cancellationToken">Stops the calls.</param>
    /// <returns>The users.</returns>
    public async Task<UsersRead> ListedUsersAsync(IReadOnlyCollection<long> ids, CancellationToken cancellationToken)
    {
        var refused = new Dictionary<string, MoodleFault>(StringComparer.Ordinal);
        var read = await UsersByFieldAsync("id", Texts(ids), cancellationToken, refused);
        return read with { Refused = refused.Keys.Select(id => long.Parse(id, CultureInfo.InvariantCulture)).ToHashSet() };
    }

    /// <summary><c>core_user_get_users_by_field</c>.</summary>
    /// <param name="field"><c>id</c>, <c>idnumber</c>, <c>username</c> or <c>email</c>.</param>
    /// <param name="values">What it is to be, exactly.</param>
    /// <param name="cancellationToken">Stops the calls.</param>
    /// <param name="refused">Takes the values that Moodle cannot answer for; null if one of them is to fail the whole question.</param>
    /// <returns>The users.</returns>
    public async Task<UsersRead> UsersByFieldAsync(
        string field, IReadOnlyCollection<string> values, CancellationToken cancellationToken, Dictionary<string,
        MoodleFault>? refused = null)
    {
        var pages = await AskInPartsAsync(
            MoodleFunctions.UsersByField,
            values,
            UsersInOneCall,
            some =>
            {
                var form = new MoodleForm().Add("field", field);
                for (var place = 0; place < some.Length; place++)
                {
                    form.Add($"values[{place}]", some[place]);
                }

                return form;
            },
            ReadUsers,
            cancellationToken,
            refused);
        return new(
            pages.Count == 0 ? 0 : pages[0].At,
            [.. pages.SelectMany(page => page.Users)],
            [.. pages.SelectMany(page => page.Told)],
            [.. pages.SelectMany(page => page.People)])
        { Deleted = pages.SelectMany(page => page.Deleted).ToHashSet() };
    }

    /// <summary>
    /// <c>core_message_get_user_notification_preferences</c>: whether a user stopped all mail. Its <c>disableall</c> is the account's
    /// emailstop (known from Moodle's message/classes/api.php, not recorded).
    /// </summary>
    /// <param name="user">The user.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>Whether all mail is stopped; null where the answer does not say.</returns>
    public Task<bool?> MailStoppedAsync(long user, CancellationToken cancellationToken) => AskAsync(
        MoodleFunctions.NotificationPreferences,
        new MoodleForm().Add("userid", user),
        answer => MoodleJson.Map(answer.Body, "preferences"u8) is { } preferences ? MoodleJson.Flag(preferences, "disableall"u8) : null,
        cancellationToken);

    /// <summary><c>core_completion_get_activities_completion_status</c>: one user in one course.</summary>
    /// <param name="course">The course.</param>
    /// <param name="user">The user.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>One observation an activity.</returns>
    public Task<CompletionsRead> ActivityCompletionsAsync(long course, long user, CancellationToken cancellationToken) =>
        AskAsync(
            MoodleFunctions.ActivityCompletions,
            new MoodleForm().Add("courseid", course).Add("userid", user),
            answer => new CompletionsRead(answer.At, ActivityCompletionsAnswer.Read(Slug, answer.Body, course, user, answer.At)),
            cancellationToken);

    /// <summary><c>core_completion_get_course_completion_status</c>: one user in one course.</summary>
    /// <param name="course">The course.</param>
    /// <param name="user">The user.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The observation; none where the course has no criteria or the user is not enrolled.</returns>
    public async Task<CompletionsRead> CourseCompletionAsync(long course, long user, CancellationToken cancellationToken)
    {
        try
        {
            return await AskAsync(
                MoodleFunctions.CourseCompletion,
                new MoodleForm().Add("courseid", course).Add("userid", user),
                answer => new CompletionsRead(answer.At, [CourseCompletionAnswer.Read(Slug, answer.Body, course, user, answer.At)]),
                cancellationToken);
        }
        catch (MoodleFaultException nothing) when (nothing.Fault.Kind == FaultKind.NothingToTell)
        {
            return new(calls.Now, []);
        }
    }

    private static List<string> Texts(IEnumerable<long> ids) => [.. ids.Select(id => id.ToString(CultureInfo.InvariantCulture))];

    // Pages of participants, ordered by id. Whom the account may not see is left out of them after they were counted, so that a page that
    // is half full may be followed by another.
    private async Task<List<T>> MemberPagesAsync<T>(
        long course,
        int number,
        int known,
        (string Name, string Value)[] options,
        Func<Answered, T> read,
        Func<T, int> count,
        CancellationToken cancellationToken)
    {
        var pages = new List<T>();
        for (int from = 0, found = 0; ;)
        {
            var page = new MoodleForm().Add("courseid", course).AddOptions(
                "options",
                "name",
                [.. options, ("limitfrom", from.ToString(CultureInfo.InvariantCulture)), ("limitnumber", number.ToString(
                    CultureInfo.InvariantCulture))]);
            try
            {
                pages.Add(await AskAsync(MoodleFunctions.EnrolledUsers, page, read, cancellationToken));
            }
            catch (MoodleFaultException e) when (e.Fault.Kind == FaultKind.AnswerTooLarge && number > 1)
            {
                number /= 2;
                continue;
            }

            var here = count(pages[^1]);
            (from, found) = (from + number, found + here);
            if (here == 0 || (here < (number + 1) / 2 && found >= known))
            {
                return pages;
            }
        }
    }

    private UsersRead ReadUsers(Answered answer)
    {
        var (users, people) = UsersAnswer.Read(Slug, answer.Body, answer.At);
        var rows = List(answer.Body).ToList();
        return new(
            answer.At,
            [.. rows.Where(user => !UsersAnswer.IsDeleted(user)).Select(user => new UserSeen(
                MoodleJson.Needed(user, "id"u8),
                MoodleJson.Flag(user, "suspended"u8),
                MoodleJson.Flag(user, "confirmed"u8),
                MoodleJson.Word(user, "lang"u8),
                MoodleJson.Word(user, "timezone"u8)))],
            users,
            people)
        { Deleted = rows.Where(UsersAnswer.IsDeleted).Select(user => MoodleJson.Needed(user, "id"u8)).ToHashSet() };

        static IEnumerable<System.Text.Json.JsonElement> List(System.Text.Json.JsonElement body) =>
            body.ValueKind == System.Text.Json.JsonValueKind.Array ? body.EnumerateArray() : MoodleJson.List(body, "users"u8);
    }
}
