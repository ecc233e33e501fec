using System.Text.Json;
using MoodleGrains.ClientApi.Rules;
using MoodleGrains.Rules;

namespace MoodleGrains.Silo.CommandLine.Apply;

/// <summary>Rules, as documents list them. A rule that a document does not name is left as it is.</summary>
internal sealed class RuleDocuments(IRules rules, TimeProvider time) : IDocumentKind
{
    /// <inheritdoc/>
    public string Field => "rules";

    /// <inheritdoc/>
    public IWish? Read(JsonElement item, string path, ICollection<DocumentFault> faults) =>
        RuleWish.Read(item, path, faults) is { } wish ? new Wish(wish, rules, time) : null;

    private sealed class Wish(RuleWish wish, IRules rules, TimeProvider time) : IWish
    {
        public string Subject => $"rule {wish.Site}/{wish.Name}";

        public async Task<string?> DifferenceAsync(CancellationToken cancellationToken)
        {
            var rule = await rules.Find(wish.Site, wish.Name, cancellationToken);
            return RuleDifference.Between(rule.Proposed ?? rule.InForce, wish.Terms);
        }

        public async Task<string?> ApplyAsync(string by, CancellationToken cancellationToken)
        {
            var put = new PutRule(wish.Terms, by, time.GetUtcNow().ToUnixTimeSeconds());
            return (await rules.Send(wish.Site, wish.Name, put, cancellationToken)).Refusal?.Reason;
        }
    }
}
