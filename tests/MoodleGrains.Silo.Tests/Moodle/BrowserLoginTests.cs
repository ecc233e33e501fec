using System.Security.Cryptography;
using System.Text;
using MoodleGrains.Silo.Moodle.Client;

namespace MoodleGrains.Silo.Tests.Moodle;

/// <summary>The address of launch.php and what it answers, as its source builds it.</summary>
public sealed class BrowserLoginTests
{
    private const string Url = "https://moodle.example.org/sub";
    private const string Given = "0123456789abcdef0123456789abcdef";
    private readonly BrowserLogin login = new(Url, "abc");

    [Fact]
    public void Each_login_asks_with_another_word() => BrowserLogin.New(Url).Passport.ShouldNotBe(BrowserLogin.New(Url).Passport);

    [Fact]
    public void The_page_is_asked_to_show_a_link() => login.Address("moodle_mobile_app").ToString().ShouldBe(
        $"{Url}/admin/tool/mobile/launch.php?service=moodle_mobile_app&passport=abc&urlscheme=moodlegrains&confirmed=1");

    [Theory]
    [InlineData("moodlegrains", "")]
    [InlineData("moodlemobile", ":::privateprivate")]
    [InlineData("campusapp", "")]
    public void Whatever_scheme_the_site_forces_and_with_a_private_token_or_not_the_token_is_read(string scheme, string rest)
    {
        login.Read($" {scheme}://token={Answer(Url + "abc", rest)} ", out var token).ShouldBeNull();

        token.ShouldBe(Given);
    }

    [Fact]
    public void Behind_something_that_ends_TLS_the_other_scheme_signs_it() =>
        login.Read($"moodlegrains://token={Answer("http://moodle.example.org/subabc")}", out _).ShouldBeNull();

    [Fact]
    public void An_address_signed_for_another_word_or_site_is_refused()
    {
        login.Read($"moodlegrains://token={Answer(Url + "other")}", out var token)!.ShouldContain("another login");
        login.Read($"moodlegrains://token={Answer("https://elsewhere.example.orgabc")}", out _)!.ShouldContain("$CFG->wwwroot");
        token.ShouldBe("");
    }

    [Theory]
    [InlineData("")]
    [InlineData("https://moodle.example.org/admin/tool/mobile/launch.php?service=moodle_mobile_app")]
    [InlineData("moodlegrains://token=%%%")]
    [InlineData("moodlegrains://token=bm90aGluZw==")]
    public void What_is_no_answer_is_told(string pasted) => login.Read(pasted, out _).ShouldNotBeNull();

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA5351", Justification = "It is Moodle that signs so.")]
    private static string Answer(string signed, string rest = "") => Convert.ToBase64String(
        Encoding.UTF8.GetBytes($"{Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(signed)))}:::{Given}{rest}"));
}
