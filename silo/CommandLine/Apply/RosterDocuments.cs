using System.Text.Json;
using Microsoft.Extensions.Configuration;
using MoodleGrains.ClientApi.Json;
using MoodleGrains.ClientApi.Rosters;
using MoodleGrains.ClientApi.Rules;
using MoodleGrains.Rosters;
using MoodleGrains.Silo.CommandLine.Rosters;

namespace MoodleGrains.Silo.CommandLine.Apply;

/// <summary>Rosters, as documents list them. A roster that a document does not name is left as it is. No run is begun.</summary>
internal sealed class RosterDocuments(IRosters rosters, IConfiguration configuration, Screen screen, TimeProvider time) : IDocumentKind
{
    private readonly HashSet<string> told = [];

    /// <inheritdoc/>
    public string Field => "rosters";

    /// <inheritdoc/>
    public IWish? Read(JsonElement item, string path, ICollection<DocumentFault> faults)
    {
        if (RosterWish.Read(item, path, faults) is not { } wish)
        {
            return null;
        }

        // No fault: the silo may be configured elsewhere. But runs of a misspelt site would fail one by one.
        if (!configuration.GetSection($"Sites:{wish.Site}").Exists() && told.Add(wish.Site))
        {
            screen.Error($"{path}.site: the site '{wish.Site}' is not in the configuration given here; its rosters cannot be run until it is there.");
        }

        return new Wish(wish, rosters, time);
    }

    private sealed class Wish(RosterWish wish, IRosters rosters, TimeProvider time) : IWish
    {
        public string Subject => $"roster {wish.Site}/{wish.Name}";

        public async Task<string?> DifferenceAsync(CancellationToken cancellationToken) =>
            TermsDifference.Between((await rosters.Find(wish.Site, wish.Name, cancellationToken)).Terms, wish.Terms);

        public async Task<string?> ApplyAsync(string by, CancellationToken cancellationToken)
        {
            var put = new PutRoster(wish.Terms, by, time.GetUtcNow().ToUnixTimeSeconds());
            return (await rosters.Send(wish.Site, wish.Name, put, cancellationToken)).Refusal?.Reason;
        }
    }
}
