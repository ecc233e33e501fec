using System.Security.Claims;
using System.Text.Json;
using MoodleGrains.ClientApi.Access;
using MoodleGrains.ClientApi.Rules;
using MoodleGrains.Rules;

namespace MoodleGrains.ClientApi.Apply;

/// <summary>Rules, as documents list them. A rule that a document does not name is left as it is.</summary>
internal sealed class RuleDocuments(IAggregateClient grains) : IDocumentKind
{
    /// <inheritdoc/>
    public string Field => "rules";

    /// <inheritdoc/>
    public string WithoutSite => "nothing is announced of it until it is there";

    /// <inheritdoc/>
    public IWish? Read(JsonElement item, string path, ICollection<DocumentFault> faults) =>
        RuleWish.Read(item, path, faults) is { } wish ? new Wish(wish, grains) : null;

    private sealed class Wish(RuleWish wish, IAggregateClient grains) : IWish
    {
        public string Subject => $"rule {wish.Site}/{wish.Name}";

        public string Site => wish.Site;

        public string? MissingScope(ClaimsPrincipal caller) => caller.MayAdminister(wish.Site) ? null : Scope.Admin(wish.Site);

        public async Task<string?> DifferenceAsync(CancellationToken cancellationToken)
        {
            var rule = await grains.Latest<Rule>(wish.Grain, cancellationToken);
            return TermsDifference.Between(rule.Proposed ?? rule.InForce, wish.Terms);
        }

        public async Task<string?> ApplyAsync(string by, long at, CancellationToken cancellationToken) =>
            (await grains.Send(wish.Grain, new(new PutRule(wish.Terms, by, at)), cancellationToken)).Refusal?.Reason;
    }
}
