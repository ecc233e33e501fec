using MoodleGrains.Sandbox.Model;
using MoodleGrains.Sandbox.Serving;
using MoodleGrains.Sandbox.WebService;
using MoodleGrains.Silo.Tests.Moodle;

namespace MoodleGrains.Silo.Tests.Polling;

/// <summary>Categories, which Moodle shows in part only to accounts that may not manage them.</summary>
[Collection(PostgresCollection.Polling)]
public sealed class CategoryPollTests(PostgresServer postgres)
{
    [Fact]
    public async Task With_the_printed_role_a_deleted_category_is_found_gone_and_a_hidden_one_hidden()
    {
        await using var polled = await Polled.Start(
            postgres,
            Faculties,
            token: (site, moodle) => TokenOf(site, moodle, MoodleSetupTests.PrintedCapabilities()));
        await polled.Poll();
        (await Categories(polled)).ShouldBe(["1|True|False", "2|True|False", "3|True|False", "4|False|False"]);

        polled.Site.DeleteCategory(3);
        polled.Site.ShowCategory(2, false);
        polled.Site.ShowCategory(4, true);
        polled.Advance(1800);
        await polled.Poll();

        (await Categories(polled)).ShouldBe(["1|True|False", "2|False|False", "3|True|True", "4|True|False"]);
    }

    [Fact]
    public async Task Without_the_right_to_see_hidden_categories_what_is_no_longer_listed_is_not_deleted()
    {
        var capabilities = MoodleSetupTests.PrintedCapabilities().Where(one => one != "moodle/category:viewhiddencategories").ToHashSet();
        await using var polled = await Polled.Start(postgres, Faculties, token: (site, moodle) => TokenOf(site, moodle, capabilities));
        await polled.Poll();

        polled.Site.ShowCategory(2, false);
        polled.Advance(1800);
        var run = await polled.Poll();

        run.Detail.ShouldContain("1 of kind category are no longer visible to this token");
        (await Categories(polled)).ShouldBe(["1|null|False", "2|null|False", "3|null|False"]);
    }

    private static Task<List<string>> Categories(Polled polled) =>
        polled.Rows("select id, visible, deleted_at is not null from mg_categories order by id");

    private static void Faculties(University site)
    {
        site.CreateCategory("Arts").ShouldBe(2);
        site.CreateCategory("Sciences").ShouldBe(3);
        site.ShowCategory(site.CreateCategory("Attic"), false);
    }

    private static string TokenOf(University site, StandIn moodle, IReadOnlySet<string> capabilities) => moodle.Service.Accounts.TokenOf(
        site.CreateUser("moodlegrains", "Moodle", "Grains", "grains@example.org"), new ServiceRole(capabilities, new HashSet<long>()));
}
