using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;

namespace MoodleGrains.ClientApi.Tests.Api;

/// <summary>Reads server-sent events as a browser does.</summary>
internal sealed class LiveReader(HttpResponseMessage answer, StreamReader lines) : IAsyncDisposable
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(20);

    public static async Task<LiveReader> Open(HttpClient client, long? last = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/live");
        if (last is { } id)
        {
            request.Headers.Add("Last-Event-ID", id.ToString(CultureInfo.InvariantCulture));
        }

        var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
        (await lines.ReadLineAsync())!.ShouldStartWith("retry: ");
        return new(answer, lines);
    }

    public async Task<(long Id, JsonNode Data)> Next()
    {
        var id = await Line("id: ");
        return (long.Parse(id, CultureInfo.InvariantCulture), JsonNode.Parse(await Line("data: "))!);
    }

    public async Task<string> Comment() => ":" + await Line(":");

    public async Task Ended()
    {
        while (await lines.ReadLineAsync() is not null)
        {
        }
    }

    public ValueTask DisposeAsync()
    {
        answer.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<string> Line(string start)
    {
        using var late = new CancellationTokenSource(patience);
        while (await lines.ReadLineAsync(late.Token) is { } line)
        {
            if (line.StartsWith(start, StringComparison.Ordinal))
            {
                return line[start.Length..];
            }
        }

        throw new InvalidOperationException($"The feed ended before a line with '{start}'.");
    }
}
