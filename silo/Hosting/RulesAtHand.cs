using MoodleGrains.ClientApi.Rules;
using MoodleGrains.Rules;
using MoodleGrains.Silo.CommandLine;

namespace MoodleGrains.Silo.Hosting;

/// <summary>The rules, for the commands that show them.</summary>
internal sealed class RulesAtHand(StreamsAtHand streams, IRulePreviews previews) : IRules
{
    /// <inheritdoc/>
    public IRulePreviews Previews => previews;

    /// <inheritdoc/>
    public Task<IReadOnlyList<(string Site, string Name)>> Names(CancellationToken cancellationToken) =>
        streams.Names(Rule.Kind, cancellationToken);

    /// <inheritdoc/>
    public Task<Rule> Find(string site, string name, CancellationToken cancellationToken) =>
        streams.Find<Rule>(Rule.Id(site, name), cancellationToken);
}
