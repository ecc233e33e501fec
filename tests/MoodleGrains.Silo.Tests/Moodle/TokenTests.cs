using MoodleGrains.Silo.Moodle.Client;

namespace MoodleGrains.Silo.Tests.Moodle;

public sealed class TokenTests
{
    private const string Login = "login/token.php";
    private static readonly CancellationToken Go = CancellationToken.None;
    private readonly HastyTime time = new(DateTimeOffset.FromUnixTimeSeconds(1_700_000_000));

    [Fact]
    public async Task A_login_is_a_post_with_nothing_in_the_address()
    {
        var replies = new Replies((sent, _) => Answer(sent, "first"));

        await Campus.WithLogin(replies, time).CategoriesAsync(Go);

        var login = replies.Sent[0];
        login.Address.ToString().ShouldBe("https://moodle.example.org/login/token.php");
        login.Fields.ShouldBe(
            new Dictionary<string, string>
            {
                ["username"] = "dev.user01",
                ["password"] = Campus.Password,
                ["service"] = "moodle_mobile_app"
            },
            ignoreOrder: true);
        replies.Sent.ShouldAllBe(sent => sent.Address.Query == "");
        replies.Sent[1].Token.ShouldBe("first");
    }

    [Fact]
    public async Task A_lost_token_is_renewed_once_for_all_who_wait()
    {
        var given = 0;
        var replies = new Replies((sent, _) => sent.Function == Login
            ? Given($"token{++given}")
            : sent.Token == "token2" ? Replies.Json("[]") : Replies.Recorded("errors/invalidtoken"));
        var site = Campus.WithLogin(replies, time);

        await Task.WhenAll(site.CategoriesAsync(Go), site.CategoriesAsync(Go), site.CategoriesAsync(Go));

        given.ShouldBe(2);
    }

    [Fact]
    public async Task A_renewed_token_that_is_refused_too_is_reported()
    {
        var given = 0;
        var replies = new Replies((sent, _) => sent.Function == Login ? Given($"token{++given}") : Replies.Recorded("errors/invalidtoken"));

        (await Campus.Fault(() => Campus.WithLogin(replies, time).CategoriesAsync(Go))).Kind.ShouldBe(FaultKind.TokenInvalid);

        given.ShouldBe(2);
    }

    [Fact]
    public async Task A_login_that_gives_the_same_refused_token_again_is_reported()
    {
        var replies = new Replies((sent, _) => sent.Function == Login ? Given("same") : Replies.Recorded("errors/invalidtoken"));

        (await Campus.Fault(() => Campus.WithLogin(replies, time).CategoriesAsync(Go))).Kind.ShouldBe(FaultKind.TokenInvalid);

        replies.Sent.Count(sent => sent.Function != Login).ShouldBe(1);
    }

    [Fact]
    public async Task A_configured_token_that_is_lost_is_reported_with_where_to_get_another()
    {
        var replies = Replies.Of("errors/invalidtoken");

        var fault = await Campus.Fault(() => Campus.WithToken(replies, time).CategoriesAsync(Go));

        fault.Kind.ShouldBe(FaultKind.TokenInvalid);
        fault.Remedy.ShouldContain("Sites:campus:Token");
        replies.Sent.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_write_is_sent_once_more_with_the_renewed_token()
    {
        var replies = new Replies((sent, number) => sent.Function == Login
            ? Given($"token{number}")
            : sent.Token == "token1" ? Replies.Recorded("errors/invalidtoken") : Replies.Json("null"));

        await Campus.WithLogin(replies, time).EnrolAsync([new(6, 3, 5)], Go);

        replies.Sent.Count(sent => sent.Function == MoodleFunctions.Enrol).ShouldBe(2);
    }

    [Fact]
    public async Task A_refused_login_is_not_tried_again_for_ten_minutes_lest_the_account_be_locked()
    {
        var replies = Replies.Of("errors/login_wrong_password");
        var site = Campus.WithLogin(replies, time);

        (await Campus.Fault(() => site.CategoriesAsync(Go))).Kind.ShouldBe(FaultKind.LoginRefused);
        (await Campus.Fault(() => site.CategoriesAsync(Go))).Kind.ShouldBe(FaultKind.LoginRefused);
        replies.Sent.Count.ShouldBe(1);

        time.Advance(TimeSpan.FromMinutes(11));
        await Campus.Fault(() => site.CategoriesAsync(Go));
        replies.Sent.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("admin", false, true, true)]
    [InlineData("student_mobile_service", true, false, false)]
    public async Task What_a_token_is_enough_for_is_told(string recording, bool ownCoursesOnly, bool users, bool enrolments)
    {
        // The recorded lists of functions were shortened; the whole ones were recorded apart.
        var functions = Recorded.Functions(recording == "admin" ? "moodlegrains" : "moodle_mobile_app");
        var info = await Campus.WithToken(Replies.Of("webservice/core_webservice_get_site_info/" + recording)).InfoAsync(Go);

        var abilities = SiteAbilities.Of(info with { Functions = functions });

        (abilities.OwnCoursesOnly, abilities.Users, abilities.Enrolments).ShouldBe((ownCoursesOnly, users, enrolments));
        abilities.UserId.ShouldBe(info.UserId);
    }

    private static HttpResponseMessage Given(string token) => Replies.Json($$"""{"token":"{{token}}","privatetoken":null}""");

    private static HttpResponseMessage Answer(Sent sent, string token) => sent.Function == Login ? Given(token) : Replies.Json("[]");
}
