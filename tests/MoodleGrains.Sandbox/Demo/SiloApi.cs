using System.Net;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace MoodleGrains.Sandbox.Demo;

/// <summary>Reads the silo's API as anybody would, with an API key.</summary>
public sealed class SiloApi : IDisposable
{
    private readonly HttpClient http;

    /// <summary>Reads a silo.</summary>
    /// <param name="silo">Its address.</param>
    /// <param name="apiKey">A key that may read.</param>
    public SiloApi(Uri silo, string apiKey)
    {
        http = new() { BaseAddress = silo, Timeout = TimeSpan.FromSeconds(30) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", apiKey);
    }

    /// <summary>One answer.</summary>
    /// <param name="path">The path under the silo's address, without a slash before it.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The JSON; null on 404.</returns>
    public async Task<JsonElement?> One(string path, CancellationToken cancellationToken)
    {
        using var answer = await http.GetAsync(new Uri(path, UriKind.Relative), cancellationToken);
        if (answer.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }

        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
    }

    /// <summary>Every item of all pages.</summary>
    /// <param name="path">The path, without a query string.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The items.</returns>
    public async Task<List<JsonElement>> All(string path, CancellationToken cancellationToken)
    {
        var items = new List<JsonElement>();
        string? cursor = null;
        do
        {
            var page = await One(
                path + "?limit=200" + (cursor is null ? "" : "&cursor=" + Uri.EscapeDataString(cursor)),
                cancellationToken);
            items.AddRange(page?.GetProperty("items").EnumerateArray() ?? []);
            cursor = page is { } p && p.TryGetProperty("next", out var next) ? next.GetString() : null;
        }
        while (cursor is not null);
        return items;
    }

    /// <summary>What becomes of webhooks, as it happens.</summary>
    /// <param name="cancellationToken">Stops the following.</param>
    /// <returns>The items of the feed.</returns>
    public async IAsyncEnumerable<JsonElement> Live([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("api/v1/live", UriKind.Relative));
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        answer.EnsureSuccessStatusCode();
        await using var stream = await answer.Content.ReadAsStreamAsync(cancellationToken);
        await foreach (var item in SseParser.Create(stream).EnumerateAsync(cancellationToken))
        {
            yield return JsonElement.Parse(item.Data);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();
}
