using MoodleGrains.ClientApi.Rosters;
using MoodleGrains.Rosters;
using MoodleGrains.Silo.Rosters.Runs;
using MoodleGrains.Silo.Rosters.Source;

namespace MoodleGrains.Silo.Rosters;

/// <summary>Reads sources and checks them for a person, beside all runs: it remembers nothing.</summary>
/// <param name="reader">Reads sources.</param>
/// <param name="settings">The zones of sites.</param>
internal sealed class SourceChecks(RosterReader reader, RunSettings settings) : IRosterChecks
{
    /// <inheritdoc/>
    public async Task<RosterCheckAnswer> Of(string site, string name, RosterTerms terms, CancellationToken cancellationToken) =>
        await reader.ReadAsync(site, name, settings.Reading(site, terms), last: null, cancellationToken) switch
        {
            RosterRead.Read read => RosterCheckAnswer.Of(read.Wanted) with { Encoding = read.Encoding },
            RosterRead.Failed failed => RosterCheckAnswer.Failed(
                failed.Begins is { } begins ? $"{failed.Reason} It {begins}." : failed.Reason),
            var other => throw new InvalidOperationException($"A reading ended as {other.GetType().Name}."),
        };
}
