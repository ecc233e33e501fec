using System.Text.Json;
using Microsoft.Extensions.Configuration;
using MoodleGrains.ClientApi.Json;
using MoodleGrains.ClientApi.Rules;
using MoodleGrains.Rules;

namespace MoodleGrains.Silo.CommandLine.Apply;

/// <summary>Rules, as documents list them. A rule that a document does not name is left as it is.</summary>
internal sealed class RuleDocuments(IRules rules, IConfiguration configuration, Screen screen, TimeProvider time) : IDocumentKind
{
    private readonly HashSet<string> told = [];

    /// <inheritdoc/>
    public string Field => "rules";

    /// <inheritdoc/>
    public IWish? Read(JsonElement item, string path, ICollection<DocumentFault> faults)
    {
        if (RuleWish.Read(item, path, faults) is not { } wish)
        {
            return null;
        }

        // No fault: the silo may be configured elsewhere. But a misspelt site would be silently without effect.
        if (!configuration.GetSection($"Sites:{wish.Site}").Exists() && told.Add(wish.Site))
        {
            screen.Error($"{path}.site: the site '{wish.Site}' is not in the configuration given here; nothing is announced of it until it is there.");
        }

        return new Wish(wish, rules, time);
    }

    private sealed class Wish(RuleWish wish, IRules rules, TimeProvider time) : IWish
    {
        public string Subject => $"rule {wish.Site}/{wish.Name}";

        public async Task<string?> DifferenceAsync(CancellationToken cancellationToken)
        {
            var rule = await rules.Find(wish.Site, wish.Name, cancellationToken);
            return TermsDifference.Between(rule.Proposed ?? rule.InForce, wish.Terms);
        }

        public async Task<string?> ApplyAsync(string by, CancellationToken cancellationToken)
        {
            var put = new PutRule(wish.Terms, by, time.GetUtcNow().ToUnixTimeSeconds());
            return (await rules.Send(wish.Site, wish.Name, put, cancellationToken)).Refusal?.Reason;
        }
    }
}
