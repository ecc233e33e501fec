using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using MoodleGrains.ClientApi.Hooks;
using Xunit.Abstractions;

namespace MoodleGrains.ClientApi.Tests.Hooks;

public class TokenCutTests(ITestOutputHelper output)
{
    [Fact]
    public void The_recorded_token_is_cut_and_every_other_byte_stays()
    {
        var body = Bodies.Flat;
        body.ShouldContain("\"token\":\"wh-token-0123456789\",");
        Cut(body).ShouldBe(body.Replace("\"token\":\"wh-token-0123456789\",", "", StringComparison.Ordinal));
        WebhookBody.Read(Encoding.UTF8.GetBytes(body)).TokenDigest.ShouldBe(SHA256.HashData(Encoding.UTF8.GetBytes(Bodies.RecordedToken)));
    }

    [Theory]
    [InlineData("""{"token":"a"}""", "{}")]
    [InlineData("""{ "token" : "a" , "x":1}""", """{ "x":1}""")]
    [InlineData("""{"x":1 , "token":"a"}""", """{"x":1}""")]
    [InlineData("""{"token":"a","token":"b","x":1,"token":["c"],"y":2, "token":{"token":1}}""", """{"x":1,"y":2}""")]
    [InlineData("""{"\u0074oken":"a","x":1}""", """{"x":1}""")]
    [InlineData("""{"x":{"token":"mine"},"y":"token"}""", """{"x":{"token":"mine"},"y":"token"}""")]
    public void The_property_goes_with_one_comma(string body, string left) => Cut(body).ShouldBe(left);

    [Fact]
    public void Wherever_tokens_stand_what_is_left_is_the_same_object_without_them()
    {
        var part = Gen.Elements(
            "\"token\":\"s3cret\"", " \"token\" :\n\"s3cret\" ", "\"token\":{\"a\":[1,\"s3cret\"]}", "\"a\":1",
            "\"b\": {\"token\":\"kept\"}", " \"c\":[ ]", "\"d\":\"\\u00e9\\\\\"");
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        Prop.ForAll(Gen.ListOf(part).ToArbitrary(), parts =>
        {
            var body = "{" + string.Join(',', parts) + "}";
            var left = Cut(body);
            left.ShouldNotContain("s3cret");
            var wanted = parts.Where(p => !p.TrimStart().StartsWith("\"token\"", StringComparison.Ordinal)).ToList();
            JsonNode.Parse(left, null, default)!.ToJsonString()
                .ShouldBe(JsonNode.Parse("{" + string.Join(',', wanted) + "}")!.ToJsonString());
        }).Check(Config.QuickThrowOnFailure.WithReplay((ulong)seed, 1UL));
    }

    private static string Cut(string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        return Encoding.UTF8.GetString(WebhookBody.Read(bytes).WithoutToken(bytes));
    }
}
