using MoodleGrains.ClientApi.Rules;
using MoodleGrains.Rules;
using MoodleGrains.Silo.CommandLine;

namespace MoodleGrains.Silo.Tests.CommandLine;

/// <summary>Rules in memory, decided by the grain itself.</summary>
internal sealed class FakeRules : IRules, IRulePreviews
{
    private readonly SortedDictionary<(string Site, string Name), Rule> rules = [];

    public List<string> Told { get; } = [];

    public IRulePreviews Previews => this;

    public Task<IReadOnlyList<(string Site, string Name)>> Names(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<(string, string)>>([.. rules.Keys]);

    public Task<Rule> Find(string site, string name, CancellationToken cancellationToken) =>
        Task.FromResult(rules.GetValueOrDefault((site, name), Rule.Initial));

    public Task<Outcome> Send(string site, string name, ICommand command, CancellationToken cancellationToken)
    {
        Told.Add($"{site}/{name}: {command.GetType().Name}");
        var before = rules.GetValueOrDefault((site, name), Rule.Initial);
        var decision = Rule.Decide(before, command);
        rules[(site, name)] = decision.Events.Aggregate(before, Rule.Evolve);
        return Task.FromResult(new Outcome(decision.Events.Count, decision.Events.Count, 1, decision.Refusal));
    }

    public Task<RulePreview> Of(string site, string name, RuleTerms terms, CancellationToken cancellationToken) =>
        Task.FromResult(new RulePreview(
            21, 0, 0, true, [new(
                "41",
                "Analysis",
                1,
                "Maths",
                terms.Channel,
                new(2026, 9, 1, 8, 0, 0, DateTimeKind.Utc),
                null,
                PreviewedChange.Post)]));
}
