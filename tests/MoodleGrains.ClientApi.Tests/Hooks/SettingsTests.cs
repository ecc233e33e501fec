using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Configuration;
using MoodleGrains.ClientApi.Hooks;
using MoodleGrains.ClientApi.Sites;

namespace MoodleGrains.ClientApi.Tests.Hooks;

public class SettingsTests
{
    private const string KeyRemedy = "Make one with `silo key new`, and give it as text, as whsec_<base64> or as sha256:<64 hex digits>";

    [Theory]
    [InlineData(
        "Sites:Campus:Url",
        "https://x",
        "Sites:Campus",
        "a site's slug is 1 to 32 lower-case letters and digits",
        "Give the site another slug")]
    [InlineData(
        "Sites:campus:Url",
        "moodle",
        "Sites:campus:Url",
        "'moodle' is no address",
        "Give the site's address, such as https://moodle.example.edu")]
    [InlineData("Sites:campus:Webhooks:Key", "s3cret", "Sites:campus:Webhooks:Key", "it has fewer than 16 characters", KeyRemedy)]
    [InlineData(
        "Sites:campus:Webhooks:Key:1",
        "sha256:12",
        "Sites:campus:Webhooks:Key:1",
        "sha256: is not followed by 64 hex digits",
        KeyRemedy)]
    [InlineData(
        "Sites:campus:Webhooks:Key",
        "whsec_no-base64-here",
        "Sites:campus:Webhooks:Key",
        "whsec_ is not followed by base64",
        KeyRemedy)]
    [InlineData(
        "Sites:campus:Webhooks:Key:0",
        "v1,whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "Sites:campus:Webhooks:Key:0",
        "the secret begins with whsec_, without v1,",
        KeyRemedy)]
    [InlineData(
        "Sites:campus:Webhooks:Key",
        "WHSEC_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "Sites:campus:Webhooks:Key",
        "whsec_ is written in lower-case letters",
        KeyRemedy)]
    [InlineData(
        "Sites:campus:Webhooks:Key",
        "whsk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "Sites:campus:Webhooks:Key",
        "whsk_ and whpk_ begin keys of asymmetric signatures (v1a), which are not supported",
        KeyRemedy)]
    [InlineData(
        "Sites:campus:Webhooks:Key",
        "\"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\"",
        "Sites:campus:Webhooks:Key",
        "it stands in quotes, which become a part of it",
        KeyRemedy)]
    [InlineData(
        "Sites:campus:Webhooks:Key",
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw ",
        "Sites:campus:Webhooks:Key",
        "white space stands before or behind it",
        KeyRemedy)]
    [InlineData(
        "Sites:campus:Webhooks:Keys",
        "x",
        "Sites:campus:Webhooks:Keys",
        "there is no such setting",
        "Known here: Key, ClientCa, Proxies, CertificateHeader, Keep, Rate")]
    [InlineData(
        "Sites:campus:Webhooks:Rate",
        "many",
        "Sites:campus:Webhooks:Rate",
        "'many' is no rate",
        "Give hooks a second from 0 (no limit) to 1000000, such as 200 or 0.5")]
    [InlineData(
        "Sites:campus:Webhooks:Proxies:0",
        "nginx",
        "Sites:campus:Webhooks:Proxies:0",
        "'nginx' is no address",
        "Give an address such as 10.0.0.7 or a network such as 10.0.0.0/24")]
    [InlineData(
        "Hooks:AnswerWithin",
        "1.00:00:00",
        "Hooks:AnswerWithin",
        "'1.00:00:00' is no time from 0.05 s to 60 s",
        "Give seconds, such as 2 or 0.5, or 00:00:02")]
    [InlineData(
        "Hooks:MaxBodyBytes",
        "1MB",
        "Hooks:MaxBodyBytes",
        "'1MB' is no length from 1024 to 67108864",
        "Give bytes, such as 1048576")]
    public void A_wrong_setting_is_told_by_name_with_the_remedy_and_without_a_secret(
        string setting,
        string value,
        string named,
        string wrong,
        string remedy) =>
        Problems((setting, value)).ShouldBe([new SettingProblem(named, wrong, remedy)]);

    [Fact]
    public void A_client_ca_that_cannot_be_read_or_that_no_port_and_no_proxy_can_use_is_told()
    {
        const string setting = "Sites:campus:Webhooks:ClientCa";
        var file = Path.GetTempFileName();
        Problems((setting, file)).ShouldHaveSingleItem().Problem.ShouldBe($"the file {file} holds no certificate in PEM");
        Problems((setting, file + ".not")).ShouldHaveSingleItem().Problem.ShouldStartWith($"the file {file}.not cannot be read: ");

        using var key = ECDsa.Create();
        using var ca = new CertificateRequest("CN=ca", key, HashAlgorithmName.SHA256).CreateSelfSigned(
            DateTimeOffset.UnixEpoch,
            DateTimeOffset.MaxValue);
        File.WriteAllText(file, ca.ExportCertificatePem());
        Problems((setting, file)).ShouldHaveSingleItem().Problem
            .ShouldBe("no port asks for client certificates and no proxy forwards them");
        Problems((setting, file), ("Sites:campus:Webhooks:Proxies", "10.0.0.7")).ShouldBeEmpty();
        Problems((setting, file), ("Kestrel:Endpoints:Hooks:ClientCertificateMode", "RequireCertificate")).ShouldBeEmpty();
        File.Delete(file);
    }

    [Fact]
    public void A_bare_number_of_seconds_is_not_taken_for_days() =>
        HookSettings.Read(Configured(("Hooks:AnswerWithin", "2")), []).AnswerWithin.ShouldBe(TimeSpan.FromSeconds(2));

    [Theory]
    [InlineData(@"\core\event\course_updated", @"\core\event\course_updated", true)]
    [InlineData(@"core\event\course_updated", @"\core\event\course_updated", true)]
    [InlineData("course_updated", @"\core\event\course_updated", true)]
    [InlineData("course_*", @"\core\event\course_category_created", true)]
    [InlineData(@"\mod_quiz\*", @"\mod_quiz\event\attempt_submitted", true)]
    [InlineData(@"\core\event\*", @"\mod_quiz\event\attempt_submitted", false)]
    [InlineData("course_updated", @"\core\event\course_updated_again", false)]
    [InlineData("updated", @"\core\event\course_updated", false)]
    [InlineData("*", @"\core\event\course_viewed", true)]
    public void A_listed_kind_is_a_whole_name_or_its_last_part_with_stars(string listed, string name, bool kept) =>
        KeptKinds.Listed([listed]).Keeps(name, 'r', 1, 1).ShouldBe(kept);

    [Fact]
    public void Without_a_list_all_is_kept_but_reads_and_our_own_calls()
    {
        const string called = @"\core\event\webservice_function_called";
        KeptKinds.AllButReads.Keeps(@"\core\event\course_viewed", 'r', 5, 8).ShouldBeFalse();
        KeptKinds.AllButReads.Keeps(@"\any\event\thing", '?', null, null).ShouldBeTrue();
        KeptKinds.AllButReads.Keeps(called, 'c', 8, 8).ShouldBeFalse();
        KeptKinds.AllButReads.Keeps(called, 'c', 5, 8).ShouldBeTrue();
        KeptKinds.AllButReads.Keeps(called, 'c', null, null).ShouldBeTrue();
    }

    private static List<SettingProblem> Problems(params (string, string)[] settings)
    {
        var problems = new List<SettingProblem>();
        ConfiguredSites.Read(Configured(settings), problems);
        HookSettings.Read(Configured(settings), problems);
        return problems;
    }

    private static IConfiguration Configured(params (string Name, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(s => s.Name, s => (string?)s.Value)).Build();
}
