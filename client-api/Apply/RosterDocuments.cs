using System.Security.Claims;
using System.Text.Json;
using MoodleGrains.ClientApi.Api;
using MoodleGrains.ClientApi.Json;
using MoodleGrains.ClientApi.Rosters;
using MoodleGrains.ClientApi.Rules;
using MoodleGrains.Rosters;

namespace MoodleGrains.ClientApi.Apply;

/// <summary>Rosters, as documents list them. A roster that a document does not name is left as it is. No run is begun.</summary>
internal sealed class RosterDocuments(IAggregateClient grains) : IDocumentKind
{
    /// <inheritdoc/>
    public string Field => "rosters";

    /// <inheritdoc/>
    public string WithoutSite => "its rosters cannot be run until it is there";

    /// <inheritdoc/>
    public IWish? Read(JsonElement item, string path, ICollection<DocumentFault> faults) =>
        RosterWish.Read(item, path, faults) is { } wish ? new Wish(wish, grains) : null;

    private sealed class Wish(RosterWish wish, IAggregateClient grains) : IWish
    {
        public string Subject => $"roster {wish.Site}/{wish.Name}";

        public string Site => wish.Site;

        public StreamKey Grain => Roster.Id(wish.Site, wish.Name);

        public string? MissingScope(ClaimsPrincipal caller) =>
            RosterFinder.Missing(caller, RosterRight.Change, wish.Site) ?? wish.MissingInside(caller);

        public async Task<string?> DifferenceAsync(CancellationToken cancellationToken) =>
            Difference(await grains.Latest<Roster>(Grain, cancellationToken));

        public async Task<string?> DifferenceAtAsync(Outcome earlier, IEventReader streams, CancellationToken cancellationToken) =>
            Difference(await streams.StateAt<Roster>(Grain, earlier.Version - earlier.Events, cancellationToken));

        public ICommand Command(string by, long at) => new PutRoster(wish.Terms, by, at);

        private string? Difference(Roster before) => TermsDifference.Between(before.Terms, wish.Terms);
    }
}
