using MoodleGrains.ClientApi.Rosters;
using MoodleGrains.Rosters;

namespace MoodleGrains.ClientApi.Tests.Api;

/// <summary>Finds one fault, at the address that is asked about.</summary>
internal sealed class SaidChecks : IRosterChecks
{
    public Task<RosterCheckAnswer> Of(string site, string name, RosterTerms terms, CancellationToken cancellationToken) => Task.FromResult(
        new RosterCheckAnswer(
            null,
            3,
            14,
            0,
            1,
            0,
            [new(1, true, "role_unknown", "$.courses[0].participants[3].roleid", terms.Source.Address)]));
}
