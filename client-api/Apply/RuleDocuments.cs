using System.Security.Claims;
using System.Text.Json;
using MoodleGrains.ClientApi.Access;
using MoodleGrains.ClientApi.Api;
using MoodleGrains.ClientApi.Json;
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

        public StreamKey Grain => wish.Grain;

        public string? MissingScope(ClaimsPrincipal caller) => caller.MayAdminister(wish.Site) ? null : Scope.Admin(wish.Site);

        public async Task<string?> DifferenceAsync(CancellationToken cancellationToken) =>
            Difference(await grains.Latest<Rule>(wish.Grain, cancellationToken));

        public async Task<string?> DifferenceAtAsync(Outcome earlier, IEventReader streams, CancellationToken cancellationToken) =>
            Difference(await streams.StateAt<Rule>(wish.Grain, earlier.Version - earlier.Events, cancellationToken));

        public ICommand Command(string by, long at) => new PutRule(wish.Terms, by, at);

        private string? Difference(Rule before) => TermsDifference.Between(before.Proposed ?? before.InForce, wish.Terms);
    }
}
