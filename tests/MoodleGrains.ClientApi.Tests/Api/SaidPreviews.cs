using MoodleGrains.ClientApi.Rules;
using MoodleGrains.Rules;

namespace MoodleGrains.ClientApi.Tests.Api;

/// <summary>Previews one post in the channel that is asked about.</summary>
internal sealed class SaidPreviews : IRulePreviews
{
    public Task<RulePreview> Of(string site, string name, RuleTerms terms, CancellationToken cancellationToken) =>
        Task.FromResult(new RulePreview(
            1, 0, 0, false, [new(
                "41",
                "Analysis",
                1,
                "Maths",
                terms.Channel,
                new(2026, 9, 1, 8, 0, 0, DateTimeKind.Utc),
                null,
                PreviewedChange.Post)]));
}
