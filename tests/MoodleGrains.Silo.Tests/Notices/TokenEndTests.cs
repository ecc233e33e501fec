using MoodleGrains.Silo.Configuration;
using MoodleGrains.Silo.Hosting;
using MoodleGrains.Silo.Moodle.Client;
using MoodleGrains.Silo.Notices;
using MoodleGrains.Silo.PrivatePostgres;
using MoodleGrains.Silo.Tests.PrivatePostgres;

namespace MoodleGrains.Silo.Tests.Notices;

/// <summary>A stored token that ends soon is reported with the command that gets another.</summary>
public sealed class TokenEndTests : IDisposable
{
    private readonly string folder = TestFolder.Make();

    public void Dispose() => TestFolder.Remove(folder);

    [Theory]
    [InlineData("2027-02-13", false)]
    [InlineData("2027-02-14", true)]
    [InlineData("2027-03-01", true)]
    public async Task Fourteen_days_before_its_end_it_is_told(string today, bool told)
    {
        var file = Path.Combine(folder, "campus");
        await TokenFile.WriteAsync(file, "0123456789abcdef0123456789abcdef", new(2027, 2, 28), default);
        var site = new SiteAccount { Slug = "campus", Url = "https://moodle.example.org", TokenFile = file };

        var found = EndingTokens.Of([site], new(DateTime.Parse(today, System.Globalization.CultureInfo.InvariantCulture), TimeSpan.Zero));

        string[] expected = told ? ["silo login campus|campus|2027-02-28"] : [];
        found.Select(one => $"{one.Command}|{string.Join('|', one.Facts)}").ShouldBe(expected);
    }

    [Fact]
    public async Task One_whose_end_nobody_knows_or_that_is_renewed_by_password_is_not()
    {
        var file = Path.Combine(folder, "campus");
        await TokenFile.WriteAsync(file, "0123456789abcdef0123456789abcdef", null, default);
        var unknown = new SiteAccount { Slug = "campus", Url = "https://moodle.example.org", TokenFile = file };

        EndingTokens.Of(
            [unknown, new() { Slug = "annex", Url = "https://a.example.org", Password = "p", TokenFile = file }],
            DateTimeOffset.MaxValue.AddDays(-1)).ShouldBeEmpty();
    }

    [Fact]
    public void It_has_sentences_in_every_language()
    {
        foreach (var language in new[] { "en", "fr", "de" })
        {
            NoticeWords.Of(language).Title(NoticeKinds.TokenEnds, new("campus", null, "campus", "2027-02-28")).ShouldContain("2027-02-28");
        }
    }
}
