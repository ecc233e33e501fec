using Microsoft.Extensions.Configuration;
using MoodleGrains.ClientApi;
using MoodleGrains.Rules;
using MoodleGrains.Silo.Announcements;

namespace MoodleGrains.Silo.Tests.Announcements;

public sealed class StudentRuleTests
{
    [Fact]
    public void A_site_a_channel_and_a_role_make_a_rule_for_the_whole_site()
    {
        var (rule, problems) = Read(
            ("Sites:campus:Url", "https://m.example"), ("Announcements:Channel", "123456789012345678"),
            ("Announcements:Role", "223456789012345678"));

        problems.ShouldBeEmpty();
        rule!.Site.ShouldBe("campus");
        rule.Terms.Scope.ShouldBe(new(RuleScope.Site));
        (rule.Terms.Channel, rule.Terms.Role, rule.Terms.LeadMinutes.Single()).ShouldBe(("123456789012345678", "223456789012345678", 5));
    }

    [Theory]
    [InlineData("Announcements:Channel", "#general")]
    [InlineData("Announcements:Role", "@class")]
    [InlineData("Announcements:Language", "nl")]
    [InlineData("Announcements:Site", "annex")]
    [InlineData("Announcements:MaxPosts", "many")]
    [InlineData("Conferences:Days", "0")]
    public void A_wrong_setting_is_named_with_its_remedy(string name, string value)
    {
        var (_, problems) = Read(("Sites:campus:Url", "https://m.example"), ("Announcements:Channel", "class"), (name, value));

        var problem = problems.ShouldHaveSingleItem();
        problem.Name.ShouldBe(name);
        problem.Remedy.ShouldNotBeEmpty();
    }

    [Fact]
    public void Of_several_sites_one_has_to_be_named()
    {
        (string, string?)[]
            two = [("Sites:a:Url", "https://a.example"), ("Sites:b:Url", "https://b.example"), ("Announcements:Channel", "class")];

        Read(two).Problems.ShouldHaveSingleItem().Remedy.ShouldContain("a, b");
        Read([.. two, ("Announcements:Site", "b")]).Rule!.Site.ShouldBe("b");
    }

    [Fact]
    public void A_role_without_a_channel_is_a_mistake() =>
        Read(("Sites:campus:Url", "https://m.example"), ("Announcements:Role", "223456789012345678")).Problems
            .ShouldHaveSingleItem().Name.ShouldBe("Announcements:Role");

    private static (StudentRule? Rule, List<SettingProblem> Problems) Read(params (string Name, string? Value)[] settings)
    {
        // The last of a name holds.
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.GroupBy(one => one.Name).Select(one => KeyValuePair.Create(one.Key, one.Last().Value))).Build();
        List<SettingProblem> problems = [];
        return (AnnouncementSettings.Read(configuration, problems).Student, problems);
    }
}
