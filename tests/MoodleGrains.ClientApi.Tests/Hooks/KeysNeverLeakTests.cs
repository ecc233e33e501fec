using System.Security.Cryptography;
using System.Text;
using MoodleGrains.ClientApi.Hooks;

namespace MoodleGrains.ClientApi.Tests.Hooks;

/// <summary>
/// Posts with a known key while all logs, activities and measurements of the process are written down, and greps them for it.
/// </summary>
public class KeysNeverLeakTests
{
    private readonly string key = "leak-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    [Fact]
    public async Task No_key_reaches_a_log_a_trace_a_metric_or_an_answer()
    {
        using var eavesdropper = new Eavesdropper();
        var written = eavesdropper.Written;
        await using var edge = await Edge.Start(
            new()
            {
                ["Sites:campus:Webhooks:Key"] = key,
                ["Sites:campus:Webhooks:Rate"] = "0.4",
                ["Hooks:AnswerWithin"] = "0.3",
                ["Logging:Everything:LogLevel:Default"] = "Trace"
            },
            eavesdropper.Hear);
        var answers = new List<string>();

        // A raw socket: an HttpClient would write its own address into its own traces.
        async Task Send(
            string target,
            string body,
            string expected,
            string headers = "Content-Type: application/json\r\n",
            string version = "1.1")
        {
            var length = Encoding.UTF8.GetByteCount(body);
            var answer = await edge.Raw(
                $"POST {target} HTTP/{version}\r\nHost: x\r\nConnection: close\r\n{headers}Content-Length: {length}\r\n\r\n{body}",
                version == "1.1" ? null : "\r\n\r\n");
            answer.ShouldStartWith($"HTTP/1.1 {expected} ", customMessage: target);
            answers.Add(answer);
        }

        var path = $"/hooks/campus/{key}";
        await Send(path, Bodies.Nosey, "202");
        await Send(path + "/further/?and=" + key, Bodies.Nosey.Replace(":", ": ", StringComparison.Ordinal), "202");
        await Send("/hooks/campus", Bodies.Flat.Replace(Bodies.RecordedToken, key, StringComparison.Ordinal), "202");
        foreach (var stored in edge.Inbox.Stored) $"{stored} {Encoding.UTF8.GetString(stored.Body.Span)}".ShouldNotContain(key);
        await Send(path, "{\"token\":\"" + key, "400");
        await Send(path, Bodies.Nosey, "429");
        edge.Clock.Advance(TimeSpan.FromMinutes(1));
        await Send(path, "x", "415", "Content-Type: text/plain\r\n");
        await Send($"/hooks/campus/{key}x", Bodies.Nosey, "401");
        await Send($"/hooks/campus/x/{key}", Bodies.Nosey, "401");
        await Send($"/hooks/campus?key={key}", Bodies.Nosey, "401");
        await Send($"/hooks/{key}", Bodies.Nosey, "404");
        await Send($"//hooks/campus/{key}", Bodies.Nosey, "404");
        await Send($"/prefix/hooks/campus/{key}", Bodies.Nosey, "404");
        await Send($"http://x/hooks/campus/{key}", Bodies.Nosey, "202");
        await Send($"/hooks/campus/{key}/%00", Bodies.Nosey, "400");
        await Send($"/hooks/campus/{key} /", Bodies.Nosey, "400");
        foreach (var failure in new Exception[] {
            new InboxFullException("full"),
            new InboxUnavailableException("away"),
            new InvalidOperationException("fault") })
        {
            edge.Inbox.Instead = _ => Task.FromException<Receipt>(failure);
            edge.Clock.Advance(TimeSpan.FromMinutes(1));
            await Send(path, Bodies.Nosey, "503");
        }

        edge.Inbox.Instead = _ => new TaskCompletionSource<Receipt>().Task;
        await Send(path, Bodies.Nosey, "503");
        var slow = await edge.Raw($"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\n{{", "\r\n\r\n");
        slow.ShouldStartWith("HTTP/1.1 408 ");
        answers.Add(slow);
        var large = await edge.Raw($"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 5000000\r\n\r\n", "\r\n\r\n");
        large.ShouldStartWith("HTTP/1.1 413 ");
        answers.Add(large);

        var logged = string.Join('\n', written);
        logged.ShouldContain("Request starting HTTP/1.1 POST http://x/hooks/campus ");
        logged.ShouldContain("url.path=/hooks/campus ");
        logged.ShouldContain("http.route=/hooks/{site}");
        logged.ShouldContain(HookMetrics.Counter);
        foreach (var line in written) line.ShouldNotContain(key);
        foreach (var line in written.Where(line => line.Contains("A hook of", StringComparison.Ordinal))) line.ShouldNotContain("(null)");
        foreach (var answer in answers) answer.ShouldNotContain(key);
    }
}
