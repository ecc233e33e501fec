using System.Text;
using MoodleGrains.Silo.Json;
using Npgsql;
using Xunit.Abstractions;

namespace MoodleGrains.Silo.Tests.EventStore;

[Collection(PostgresCollection.Name)]
public sealed class JsonbRulesTests(PostgresServer postgres, ITestOutputHelper output)
{
    private static readonly string[] InTexts =
    [
        "a", "é", "🎓", "e5", "\\n", "\\\\", "\\\"", "\\/", "\\u0041", "\\u00e9", "\\ud83c\\udf93", "\\uD83C\\uDF93", "\\\\u0000",
        "\\u0001", "\\u0000", "\\ud83c", "\\udf93", "\\udf93\\ud83c", "\\ud83c\\ud83c", "\\ud83c\\n", "\\ud83cu",
    ];

    private static readonly string[] Numbers =
    [
        "0", "-1", "1.5", "1e5", "1E+05", "2.5e-7", "0e0", "1e308", "1e9999", "1e-9999", "1e00000000001", "1e+0000009",
        "1e131073", "1e999999", "-2.5E1000000", "1e-99999999999",
    ];

    [Theory]
    [InlineData("""{"a":"\u0000"}""", "\\u0000")]
    [InlineData("""{"\u0000":1}""", "\\u0000")]
    [InlineData("""["\ud800"]""", "surrogate")]
    [InlineData("""["\udc00\ud800"]""", "surrogate")]
    [InlineData("""["\ud800\\udc00"]""", "surrogate")]
    [InlineData("[1e999999]", "exponent")]
    public void What_jsonb_refuses_is_refused_with_its_reason(string json, string reason) =>
        JsonbRules.Problem(Encoding.UTF8.GetBytes(json)).ShouldNotBeNull().ShouldContain(reason);

    [Theory]
    [InlineData("""{"a":"\\u0000"}""")]
    [InlineData("""{"a":"\\\\u0000"}""")]
    [InlineData("""["\ud83c\udf93","\u0001","\"\\"]""")]
    [InlineData("""[true,false,null,1e5,"1e999999","9e99999"]""")]
    [InlineData("[1e0000000005]")]
    public void What_jsonb_takes_is_taken(string json) => JsonbRules.Problem(Encoding.UTF8.GetBytes(json)).ShouldBeNull();

    [Fact]
    public async Task PostgreSQL_agrees_about_random_nasty_JSON()
    {
        output.WriteLine($"seed {Soak.Seed}");
        var random = new Random(Soak.Seed);
        await using var database = NpgsqlDataSource.Create(await postgres.FreshDatabase());
        await using var connection = await database.OpenConnectionAsync();
        var taken = 0;
        var count = Soak.Count(1_500, 100_000);
        for (var i = 0; i < count; i++)
        {
            var json = Value(random, 3);
            var problem = JsonbRules.Problem(Encoding.UTF8.GetBytes(json));
            var refused = await Refused(connection, json);
            if (problem is null)
            {
                taken++;
                refused.ShouldBeNull($"the rules let it pass: {json}");
            }
            else
            {
                refused.ShouldNotBeNull($"the rules said '{problem}': {json}");
            }
        }

        taken.ShouldBeInRange(count / 10, count * 9 / 10, "neither side of the rules may be left out");
    }

    private static async Task<string?> Refused(NpgsqlConnection connection, string json)
    {
        try
        {
            await using var command = new NpgsqlCommand("select $1::text::jsonb", connection) { Parameters = { new() { Value = json } } };
            await command.ExecuteScalarAsync();
            return null;
        }
        catch (PostgresException e)
        {
            return e.MessageText;
        }
    }

    private static string Value(Random random, int depth) => random.Next(depth == 0 ? 3 : 5) switch
    {
        0 => Text(random),
        1 => Numbers[random.Next(random.Next(3) == 0 ? Numbers.Length : 12)],
        2 => random.Next(2) == 0 ? "true" : "null",
        3 => $"[{string.Join(",", Enumerable.Range(0, random.Next(4)).Select(_ => Value(random, depth - 1)))}]",
        _ => $"{{{string.Join(", ", Enumerable.Range(0, random.Next(4)).Select(_ => $"{Text(random)} : {Value(random, depth - 1)}"))}}}",
    };

    private static string Text(Random random) =>
        $"\"{string.Concat(Enumerable.Range(0, random.Next(5)).Select(_ => InTexts[random.Next(random.Next(6) == 0 ? InTexts.Length : 14)]))}\"";
}
