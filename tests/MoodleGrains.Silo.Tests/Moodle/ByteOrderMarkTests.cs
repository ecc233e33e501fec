using System.Text;
using MoodleGrains.Silo.CommandLine;
using MoodleGrains.Silo.CommandLine.Doctor;
using MoodleGrains.Silo.Diagnostics;
using MoodleGrains.Silo.Json;
using MoodleGrains.Silo.Moodle.Client;

namespace MoodleGrains.Silo.Tests.Moodle;

/// <summary>A Moodle in which one PHP file puts something before every answer.</summary>
public sealed class ByteOrderMarkTests : IAsyncLifetime, IDisposable
{
    private static readonly CancellationToken Go = CancellationToken.None;
    private readonly SandboxSite sandbox = new();

    public Task InitializeAsync() => sandbox.InitializeAsync();

    public Task DisposeAsync() => sandbox.DisposeAsync();

    public void Dispose() => sandbox.Dispose();

    [Theory]
    [InlineData("\ufeff")]
    [InlineData("\ufeff\ufeff")]
    [InlineData("\n\ufeff \n")]
    public async Task A_mark_before_every_answer_is_passed_over(string prefix)
    {
        sandbox.StandIn.Troubles.Prefix = prefix;

        (await sandbox.Admin().CategoriesAsync(Go)).Categories.ShouldNotBeEmpty();
        (await sandbox.Student().InfoAsync(Go)).UserName.ShouldNotBeEmpty();
        (await Looked()).ShouldAllBe(finding => !finding.Fails);
    }

    [Fact]
    public async Task What_stands_before_an_answer_is_told_by_doctor_without_secrets()
    {
        sandbox.StandIn.Troubles.Prefix = $"\ufeff<br />\n<b>Notice</b>:  Undefined index: mood for {Campus.Token} in "
            + $"<b>/local/x/lib.php</b> on line <b>12</b><br />\n";

        var failed = (await Looked()).ShouldHaveSingleItem();

        failed.Found.ShouldBe("core_webservice_get_site_info: BadAnswer (no JSON: it begins with 'Notice: Undefined index: mood for … in "
            + "/local/x/lib.php on l…')");
        var fault = await Campus.Fault(() => sandbox.Admin().CategoriesAsync(Go));
        fault.ToString().ShouldNotContain("Undefined", Case.Sensitive, "what may name persons is in no event");
        fault.Shown.ShouldEndWith("The answer begins with 'Notice: Undefined index: mood for … in /local/x/lib.php on l…'.");
    }

    private Task<IReadOnlyList<Finding>> Looked() =>
        MoodleCheck.Run(sandbox.Admin(), [], KnownOfSite.Nothing, new Dictionary<string, long>(), TimeProvider.System, Go);

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("\ufeff \n", "is empty")]
    [InlineData("[{\"id\":5,\"username\":\"ada\"", "begins like JSON, and is damaged or cut off behind")]
    [InlineData("Fatal error: {\"id\":5,\"username\":\"ada\"}", "begins with 'Fatal error:'")]
    [InlineData(
        "<html><head><style>a{}</style><title>Camp</title></head><body>Log&nbsp;in to <b>Camp</b></body>",
        "begins with 'Log in to Camp'")]
    [InlineData(
        "POST wstoken=abc&x=1 password: hunter2 Authorization: Bearer xyz",
        "begins with 'POST wstoken …&x=1 password … Authorization …'")]
    [InlineData("mail ada.l@example.edu 0123456789abcdef0123456789abcdef end", "begins with 'mail … … end'")]
    [InlineData("s3cret!", "begins with '…'")]
    [InlineData("<img src=x>", "begins with no visible text")]
    public void The_start_of_an_answer_shows_neither_secrets_nor_persons(string body, string said) =>
        AnswerStart.Of(Encoding.UTF8.GetBytes(body), "s3cret!").ShouldBe(said);
}
