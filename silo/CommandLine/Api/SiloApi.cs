using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using MoodleGrains.ClientApi.Api;

namespace MoodleGrains.Silo.CommandLine.Api;

/// <summary>
/// The API of a silo, as commands call it: what goes wrong is one line for a person. What changes a grain is sent again, with the same
/// <c>Idempotency-Key</c>, where the silo says that it could not answer, or the connection breaks.
/// </summary>
internal sealed class SiloApi : IDisposable
{
    /// <summary>The most items of a page.</summary>
    public const int PageSize = 500;

    private const int Attempts = 4;

    private static readonly TimeSpan longestWait = TimeSpan.FromSeconds(30);

    private readonly SiloTarget target;
    private readonly Screen screen;
    private readonly HttpClient http;

    /// <summary>Makes the client; nothing is called yet.</summary>
    /// <param name="target">Which silo.</param>
    /// <param name="screen">Where a repeated attempt is announced.</param>
    public SiloApi(SiloTarget target, Screen screen)
    {
        (this.target, this.screen) = (target, screen);
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = TimeSpan.FromSeconds(10),
            AllowAutoRedirect = false,
            UseProxy = !target.Local,
        };
        if (target.Local)
        {
            // A certificate is made out to the public name, and the connection does not leave this machine.
            handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => target.Address.IsLoopback;
        }

        // Some work takes minutes; whoever waits can interrupt it.
        http = new(handler) { BaseAddress = target.Address, Timeout = Timeout.InfiniteTimeSpan };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", target.Key);
        http.DefaultRequestHeaders.TryAddWithoutValidation("From", Typist());
    }

    /// <summary>Where the silo is.</summary>
    public Uri Address => target.Address;

    /// <summary>Reads.</summary>
    public Task<T> Get<T>(string path, CancellationToken cancellationToken) =>
        Read<T>(Send(HttpMethod.Get, path, null, null, cancellationToken), cancellationToken);

    /// <summary>Reads what may not be there.</summary>
    public async Task<T?> Find<T>(string path, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await Get<T>(path, cancellationToken);
        }
        catch (ApiRefusal refusal) when (refusal.IsNotThere)
        {
            return null;
        }
    }

    /// <summary>Reads a list, page by page.</summary>
    /// <param name="path">Its address, without limit and cursor.</param>
    /// <param name="rows">How many items at most.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<IReadOnlyList<T>> List<T>(string path, int rows, CancellationToken cancellationToken)
    {
        var items = new List<T>();
        var mark = path.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        for (string? cursor = null; ;)
        {
            var size = Math.Min(rows - items.Count, PageSize);
            var page = await Get<Page<T>>(
                $"{path}{mark}limit={size}{(cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}")}", cancellationToken);
            items.AddRange(page.Items);
            cursor = page.Next;
            if (cursor is null || items.Count >= rows)
            {
                return items;
            }
        }
    }

    /// <summary>Has something done, and reads what came of it.</summary>
    public Task<T> Post<T>(string path, object? body, CancellationToken cancellationToken) =>
        Read<T>(Send(HttpMethod.Post, path, Json(body), null, cancellationToken), cancellationToken);

    /// <summary>Has something done.</summary>
    public async Task Post(string path, object? body, CancellationToken cancellationToken) =>
        (await Send(HttpMethod.Post, path, Json(body), null, cancellationToken)).Dispose();

    /// <summary>Deletes, and reads what came of it.</summary>
    public Task<T> Delete<T>(string path, CancellationToken cancellationToken) =>
        Read<T>(Send(HttpMethod.Delete, path, null, null, cancellationToken), cancellationToken);

    /// <summary>Deletes.</summary>
    public async Task Delete(string path, CancellationToken cancellationToken) =>
        (await Send(HttpMethod.Delete, path, null, null, cancellationToken)).Dispose();

    /// <summary>Changes a grain, and reads what came of it.</summary>
    public Task<T> Command<T>(HttpMethod method, string path, object? body, CancellationToken cancellationToken) =>
        Read<T>(SendUntilAnswered(method, path, () => Json(body), cancellationToken), cancellationToken);

    /// <summary>The same with a document as it stands in a file.</summary>
    public Task<T> Command<T>(string path, byte[] document, CancellationToken cancellationToken) => Read<T>(
        SendUntilAnswered(
            HttpMethod.Post,
            path,
            () => new ByteArrayContent(document) { Headers = { ContentType = new("application/json") } },
            cancellationToken),
        cancellationToken);

    /// <summary>Changes a grain.</summary>
    /// <returns>Whether that changed anything; true if the silo does not tell.</returns>
    public async Task<bool> Command(HttpMethod method, string path, object? body, CancellationToken cancellationToken)
    {
        using var answer = await SendUntilAnswered(method, path, () => Json(body), cancellationToken);
        return !answer.Headers.TryGetValues(ChangedHeader.Name, out var changed) || changed.FirstOrDefault() != "false";
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    // Who typed it, for lists that people look at. A header takes ASCII only.
    private static string Typist() =>
        string.Concat($"{Environment.UserName}@{Environment.MachineName}".Select(c => char.IsAscii(c) && !char.IsControl(c) ? c : '?'));

    private static JsonContent? Json(object? body) =>
        body is null ? null : JsonContent.Create(body, body.GetType(), options: JsonSerializerOptions.Web);

    private async Task<T> Read<T>(Task<HttpResponseMessage> sent, CancellationToken cancellationToken)
    {
        using var answer = await sent;
        try
        {
            return await answer.Content.ReadFromJsonAsync<T>(JsonSerializerOptions.Web, cancellationToken) ?? throw new JsonException();
        }
        catch (JsonException)
        {
            throw NoSilo("what answers there is no silo of this version");
        }
    }

    private async Task<HttpResponseMessage> SendUntilAnswered(
        HttpMethod method, string path, Func<HttpContent?> body, CancellationToken cancellationToken)
    {
        var key = Guid.NewGuid().ToString();
        for (var (attempt, sent) = (1, false); ; attempt++)
        {
            TimeSpan wait;
            try
            {
                return await Send(method, path, body(), key, cancellationToken);
            }
            catch (ApiRefusal refusal) when (refusal.Again is not null && attempt < Attempts)
            {
                wait = refusal.Again < longestWait ? refusal.Again.Value : longestWait;
            }
            catch (SiloAway away) when ((away.Broken || sent) && attempt < Attempts)
            {
                wait = TimeSpan.FromSeconds(Math.Pow(2, attempt - 1));
            }
            catch (SiloAway away) when (away.Broken || sent)
            {
                throw new CommandFailure($"{away.Message} Look first whether it was done all the same.");
            }

            sent = true;
            screen.Error($"The silo at {Address} did not answer in time, or could not. It is asked again in {wait.TotalSeconds:0} s; "
                + "nothing is done twice.");
            await Task.Delay(wait, cancellationToken);
        }
    }

    private async Task<HttpResponseMessage> Send(
        HttpMethod method, string path, HttpContent? body, string? idempotencyKey, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = body };
        if (idempotencyKey is not null)
        {
            request.Headers.Add(IdempotencyKey.Header, idempotencyKey);
        }

        HttpResponseMessage answer;
        try
        {
            answer = await http.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException away)
        {
            throw NoSilo((away.InnerException ?? away).Message, away.HttpRequestError is not (HttpRequestError.NameResolutionError
                or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError));
        }
        catch (OperationCanceledException slow) when (!cancellationToken.IsCancellationRequested)
        {
            throw NoSilo(slow.Message);
        }

        if (answer.IsSuccessStatusCode)
        {
            return answer;
        }

        using (answer)
        {
            throw Refused(answer, await Problem(answer, cancellationToken));
        }
    }

    private ApiRefusal Refused(HttpResponseMessage answer, JsonElement problem)
    {
        var status = answer.StatusCode;
        var detail = Text(problem, "detail") ?? $"The silo at {Address} answered {(int)status}.";
        return status switch
        {
            HttpStatusCode.Unauthorized => new(status, $"The silo at {Address} does not accept {target.Whence}. " + (target.Local
                ? "If it was restarted a moment ago, repeat this; else give --key or MOODLEGRAINS_KEY."
                : "Give one that its configuration has under ApiKeys, with --key or MOODLEGRAINS_KEY; 'silo key new' makes one.")),
            HttpStatusCode.Forbidden when problem.ValueKind == JsonValueKind.Object && problem.TryGetProperty("scope", out _) =>
                new(status, detail),
            HttpStatusCode.Forbidden =>
                new(status, $"The silo at {Address} does not let {target.Whence} do this: it needs the scope 'admin' under ApiKeys."),
            _ => new(status, detail.ReplaceLineEndings(" "), Text(problem, "field"), Errors(problem),
                status == HttpStatusCode.ServiceUnavailable ? answer.Headers.RetryAfter?.Delta : null),
        };
    }

    private SiloAway NoSilo(string reason, bool broken = false) => new(
        $"No silo answers at {Address}: {reason.ReplaceLineEndings(" ").TrimEnd('.')}. "
            + "Start 'silo serve' there, or give another address with --url.",
        broken);

    private static async Task<JsonElement> Problem(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        try
        {
            return await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        }
        catch (Exception none) when (none is JsonException or InvalidOperationException or HttpRequestException)
        {
            // Something in between answered, and not a silo.
            return default;
        }
    }

    private static List<string> Errors(JsonElement problem) =>
        problem.ValueKind == JsonValueKind.Object && problem.TryGetProperty("errors", out var errors)
            && errors.ValueKind == JsonValueKind.Array
            ? [.. errors.EnumerateArray().Select(error => $"{Text(error, "field")}: {Text(error, "message")}")]
            : [];

    private static string? Text(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String
            ? text.GetString() : null;
}
