using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using MoodleGrains.ClientApi.Access;

namespace MoodleGrains.EndToEnd;

/// <summary>Administrators who change rules by way of any silo.</summary>
internal sealed class Office : IDisposable
{
    private static readonly ApiKey Key = ApiKey.New();

    private readonly HttpClient[] clients;

    public Office(params TestSilo[] silos) => clients =
    [
        .. silos.Select(silo => new HttpClient
        {
            BaseAddress = silo.Address,
            DefaultRequestHeaders = { Authorization = new("Bearer", Key.Key) },
        }),
    ];

    /// <summary>What a silo must be started with to know them.</summary>
    public static IReadOnlyList<(string Name, string Value)> Settings { get; } =
        [("ApiKeys__office__Hash", Key.Hash), ("ApiKeys__office__Scopes__0", "admin"), ("ApiKeys__office__Scopes__1", "read:*")];

    /// <summary>What one of the silos shows to administrators.</summary>
    public Task<JsonNode> Read(int silo, string path) => clients[silo].Json(path);

    /// <summary>Has a rule say something else.</summary>
    /// <param name="silo">By way of which silo.</param>
    /// <param name="rule">The rule.</param>
    /// <param name="change">What tells this change from all others.</param>
    /// <returns>The answer's status; null if there was none.</returns>
    public async Task<HttpStatusCode?> Put(int silo, string rule, string change)
    {
        var body = $$"""{"scope":{"kind":"name","pattern":"{{change}}"},"channel":"123456789012345678"}""";
        try
        {
            using var content = new StringContent(body, Encoding.UTF8, "application/json");
            using var answer = await clients[silo].PutAsync(new Uri($"/api/v1/rules/campus/{rule}", UriKind.Relative), content);
            return answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    public void Dispose() => Array.ForEach(clients, client => client.Dispose());
}
