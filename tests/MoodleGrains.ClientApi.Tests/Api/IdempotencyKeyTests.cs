using System.Net;
using System.Text;
using MoodleGrains.ClientApi.Api;
using MoodleGrains.Rules;

namespace MoodleGrains.ClientApi.Tests.Api;

[Collection(CampusTests.Name)]
public sealed class IdempotencyKeyTests(Campus campus)
{
    private const string Terms = """{"scope":{"kind":"category","id":12},"channel":"123456789012345678"}""";

    public static TheoryData<string[]> NoKeys => new(
        [""], ["two words"], ["\"two words\""], ["\"\""], ["\"open"], ["\"closed\" and more"], ["\"wrong \\n escape\""], ["\"ends in \\"],
        [new string('k', 201)], ["one", "two"]);

    [Theory]
    [MemberData(nameof(NoKeys))]
    public async Task A_header_that_holds_no_key_is_answered_400_and_nothing_is_done(string[] headers)
    {
        using var answer = await Put("nokey", headers);

        var problem = await answer.Problem(HttpStatusCode.BadRequest);
        problem["field"]!.GetValue<string>().ShouldBe(IdempotencyKey.Header);
        problem["detail"]!.GetValue<string>().ShouldContain("1 to 200 visible ASCII characters");
        campus.Grains.Told.ShouldNotContain(one => one.Grain == Rule.Id("campus", "nokey"));
    }

    [Theory]
    [InlineData("8e03978e-40d5-43dd-bc93-6894a57f9324")]
    [InlineData("\"8e03978e-40d5-43dd-bc93-6894a57f9324\"")]
    [InlineData("k")]
    public async Task A_key_may_be_plain_or_quoted(string key)
    {
        using var answer = await Put("keyed", key);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private async Task<HttpResponseMessage> Put(string name, params string[] keys)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, new Uri($"/api/v1/rules/campus/{name}", UriKind.Relative))
        {
            Content = new StringContent(Terms, Encoding.UTF8, "application/json"),
        };
        request.Headers.TryAddWithoutValidation(IdempotencyKey.Header, keys);
        return await campus.Api.AdminClient.SendAsync(request);
    }
}
