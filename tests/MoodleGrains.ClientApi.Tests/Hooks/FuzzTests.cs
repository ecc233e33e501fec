using System.Globalization;
using System.Net;
using System.Text;
using MoodleGrains.ClientApi.Hooks;
using Xunit.Abstractions;

namespace MoodleGrains.ClientApi.Tests.Hooks;

public class FuzzTests(ITestOutputHelper output)
{
    private static readonly int Count = Environment.GetEnvironmentVariable("MOODLEGRAINS_SOAK") == "1" ? 100_000 : 1_000;

    private static readonly byte[][] Pieces =
    [
        .. new[]
        {
            "\"", "{", "}", "[", "]", ",", ":", "\\", "\\u", "\\ud83d", "\\u0000", "null", "true", "-1", "1e999", "\"token\":\"x\",",
            "\"event\":", "\"eventname\":",
            "99999999999999999999", "\0", "\"timecreated\":\"\",", "/*", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", "\uFEFF",
        }.Select(Encoding.UTF8.GetBytes),
        [0xC3], [0xED, 0xA0, 0x80], [0xFF],
    ];

    [Fact]
    public async Task Mutated_bodies_are_answered_202_or_400_and_never_break_anything()
    {
        var seed = Random.Shared.Next();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed {seed}, {Count} bodies"));
        var random = new Random(seed);
        var bodies = Bodies.All.Select(Encoding.UTF8.GetBytes).ToArray();
        await using var edge = await Edge.Start(new() { ["Sites:campus:Webhooks:Rate"] = "0", ["Hooks:AnswerWithin"] = "30" });
        var statuses = new Dictionary<HttpStatusCode, int>();
        for (var i = 0; i < Count; i++)
        {
            var body = bodies[random.Next(bodies.Length)];
            for (var changes = random.Next(1, 5); changes > 0; changes--) body = Mutate(body, bodies, random);

            var read = ByteOrderMark.Skip(body).ToArray();
            var reading = WebhookBody.Read(read);
            (reading.Envelope is null).ShouldBe(reading.Problem is not null);
            using var response = await edge.Post("/hooks/campus/" + Edge.Key, body);
            response.StatusCode.ShouldBe(reading.Problem is null ? HttpStatusCode.Accepted : HttpStatusCode.BadRequest);
            statuses[response.StatusCode] = statuses.GetValueOrDefault(response.StatusCode) + 1;
            if (reading.Envelope is not null) WebhookBody.Read(reading.WithoutToken(read)).Envelope.ShouldBe(reading.Envelope);
        }

        output.WriteLine(string.Join(", ", statuses));
        statuses.Count.ShouldBe(2, "the mutations should break some and spare some");
    }

    private static byte[] Mutate(byte[] body, byte[][] others, Random random)
    {
        var at = random.Next(body.Length + 1);
        var length = random.Next(Math.Min(40, body.Length - at + 1));
        return random.Next(6) switch
        {
            0 => [.. body[..at], .. body[(at + length)..]],
            1 => [.. body[..at], .. Pieces[random.Next(Pieces.Length)], .. body[at..]],
            2 => [.. body[..at], .. Pieces[random.Next(Pieces.Length)], .. body[(at + length)..]],
            3 => [.. body[..at], .. body[Math.Max(0, at - length)..]],
            4 => [.. body[..at], .. others[random.Next(others.Length)].Skip(at)],
            _ => Flip(body, at, random),
        };
    }

    private static byte[] Flip(byte[] body, int at, Random random)
    {
        var copy = body.ToArray();
        if (at < copy.Length) copy[at] = (byte)random.Next(256);
        return copy;
    }
}
