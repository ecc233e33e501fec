using Microsoft.Extensions.Configuration;
using MoodleGrains.ClientApi;
using MoodleGrains.Silo.Configuration;
using MoodleGrains.Silo.PrivatePostgres;

namespace MoodleGrains.Silo.Tests.Configuration;

public sealed class SiloSettingsTests
{
    [Fact]
    public void Nothing_set_means_a_private_database_in_data_and_this_machine_only()
    {
        var settings = SiloSettings.Read(Given());

        settings.Postgres.ShouldBeNull();
        settings.DataFolder.ShouldBe(Path.GetFullPath("data"));
        settings.Urls.ShouldBe("http://127.0.0.1:5080");
    }

    [Fact]
    public void A_whole_sensible_configuration_is_taken()
    {
        var settings = SiloSettings.Read(Given(
            ("ConnectionStrings:Postgres", "Host=db;Username=grains;Password=x"), ("DataFolder", "/srv/grains"),
            ("Urls", "http://+:5080;https://[::1]:5443"),
            ("PrivatePostgres:Options:work_mem", "16MB"),
            ("Sites:campus:Url", "https://moodle.example.org/sub"), ("Sites:campus:Token", "t"),
            ("Sites:campus:Webhooks:Key:0", "k"), ("Sites:campus:Webhooks:Keep", "course_updated"), ("Inbox:RetentionDays", "30"),
            ("ApiKeys:reader:Hash", "sha256:00"), ("ApiKeys:reader:Scopes:0", "read:*"),
            ("Logging:LogLevel:Default", "Debug"), ("Kestrel:Limits:MaxRequestBodySize", "1"),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4317")));

        settings.Postgres.ShouldBe("Host=db;Username=grains;Password=x");
        settings.InboxRetention.ShouldBe(TimeSpan.FromDays(30));
        settings.PrivatePostgresOptions["work_mem"].ShouldBe("16MB");
    }

    [Theory]
    [InlineData("ConnectionStrings:Postgres", "Username=x", "no Host")]
    [InlineData("ConnectionStrings:Postgres", "hst=x", "not a connection string")]
    [InlineData("DataFolder", "", "empty")]
    [InlineData("DataFolder", "/etc/passwd", "is a file")]
    [InlineData("Urls", "localhost", "'localhost'")]
    [InlineData("Urls", "http://127.0.0.1:5080,http://127.0.0.1:5081", "no address")]
    [InlineData("Inbox:RetentionDays", "0", "'0'")]
    [InlineData("Inbox:RetentionDays", "90 days", "'90 days'")]
    [InlineData("PrivatePostgres:Bin", "/nowhere", "'/nowhere'")]
    [InlineData("PrivatePostgres:Options:fsync", "off", "acknowledged webhooks")]
    [InlineData("PrivatePostgres:Options:port", "5433", "itself")]
    [InlineData("PrivatePostgres:Options:work mem", "1", "no setting of a PostgreSQL server")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "127.0.0.1:4317", "no http")]
    public void A_wrong_value_stops_the_start_with_name_value_and_remedy(string name, string value, string told)
    {
        var problem = Problems((name, value)).ShouldHaveSingleItem();

        problem.Name.ShouldBe(name);
        problem.Problem.ShouldContain(told);
        problem.Remedy.ShouldNotBeEmpty();
        problem.ToString().ShouldNotContain('\n');
    }

    [Fact]
    public void An_account_is_a_token_or_a_username_with_its_password()
    {
        Problems(("Sites:a:Url", "https://a.example"), ("Sites:a:Username", "u"))
            .ShouldHaveSingleItem().Name.ShouldBe("Sites:a:Password");
        Problems(("Sites:a:Url", "https://a.example"), ("Sites:a:Token", "t"), ("Sites:a:Password", "p"))
            .ShouldHaveSingleItem().Name.ShouldBe("Sites:a:Token");
        Problems(("Sites:a:Token", "t")).ShouldHaveSingleItem().Name.ShouldBe("Sites:a:Url");
    }

    [Theory]
    [InlineData("Sites:campus:Ulr", "Sites:campus:Url")]
    [InlineData("Sites:campus:Webhook:Key", "Sites:campus:Webhooks:Key")]
    [InlineData("Site:campus:Url", "Sites:campus:Url")]
    [InlineData("ApiKey:reader:Hash", "ApiKeys:reader:Hash")]
    [InlineData("ConnectionStrings:Postgress", "ConnectionStrings:Postgres")]
    [InlineData("ConnectionString:Postgres", "ConnectionStrings:Postgres")]
    [InlineData("Hooks:MaxBodySize", "Hooks:MaxBodyBytes")]
    [InlineData("PrivatePostgres:Binaries", "PrivatePostgres:Bin")]
    public void A_misspelt_setting_is_an_error_that_names_the_nearest_known_one(string misspelt, string meant)
    {
        var problem = Problems((misspelt, "https://moodle.example.org")).ShouldHaveSingleItem();

        problem.Name.ShouldBe(misspelt);
        problem.Remedy.ShouldContain($"'{meant}'");
    }

    [Fact]
    public void Every_problem_is_told_at_once_and_no_secret_with_it()
    {
        var refused = Should.Throw<SettingsException>(() => SiloSettings.Read(Given(
            ("ConnectionStrings:Postgres", "Hots=db;Password=hunter2"), ("Urls", "nowhere"), ("Sites:a:Url", "https://a.example"),
            ("Sites:a:Token", "tok-hunter2"), ("Sites:a:Username", "u"), ("Sites:a:Webhooks:Kye", "key-hunter2"))));

        refused.Problems.Select(problem => problem.Name)
            .ShouldBe(["ConnectionStrings:Postgres", "Urls", "Sites:a:Token", "Sites:a:Webhooks:Kye"], ignoreOrder: true);
        refused.Message.ShouldNotContain("hunter2");
    }

    [Fact]
    public void Rules_of_other_folders_are_asked_too() =>
        SiloSettings.Problems(Given(), _ => [new SettingProblem("Hooks:Limit", "It is too small.", "Write 1.")])
            .ShouldHaveSingleItem().Name.ShouldBe("Hooks:Limit");

    private static IReadOnlyList<SettingProblem> Problems(params (string Name, string Value)[] settings) =>
        SiloSettings.Problems(Given(settings));

    private static IConfigurationRoot Given(params (string Name, string Value)[] settings) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value)))
            .Build();
}
