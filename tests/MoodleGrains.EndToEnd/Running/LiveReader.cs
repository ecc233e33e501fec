using System.Globalization;

namespace MoodleGrains.EndToEnd;

/// <summary>Reads server-sent events as a browser does.</summary>
internal sealed class LiveReader(HttpResponseMessage answer, StreamReader lines) : IAsyncDisposable
{
    public static async Task<LiveReader> Open(HttpClient client, long last)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/live");
        request.Headers.Add("Last-Event-ID", last.ToString(CultureInfo.InvariantCulture));
        var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        answer.EnsureSuccessStatusCode();
        return new(answer, new StreamReader(await answer.Content.ReadAsStreamAsync()));
    }

    /// <summary>The id of the next event.</summary>
    public async Task<long> Next()
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (await lines.ReadLineAsync(late.Token) is { } line)
        {
            if (line.StartsWith("id: ", StringComparison.Ordinal))
            {
                return long.Parse(line.AsSpan(4), CultureInfo.InvariantCulture);
            }
        }

        throw new InvalidOperationException("The feed ended.");
    }

    public ValueTask DisposeAsync()
    {
        answer.Dispose();
        return ValueTask.CompletedTask;
    }
}
