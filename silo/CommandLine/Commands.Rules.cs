using System.CommandLine;
using Microsoft.Extensions.Configuration;
using MoodleGrains.Silo.CommandLine.Apply;
using MoodleGrains.Silo.CommandLine.Rosters;

namespace MoodleGrains.Silo.CommandLine;

/// <content>The commands of rules and rosters.</content>
internal sealed partial class Commands
{
    // Who typed it is personal, and streams hold nothing personal: an API key has a name of its own.
    private const string By = "command line";

    private CommandWithExamples Apply()
    {
        var file = new Option<string>("--file", "-f") { Description = "A JSON file: {\"rules\": [ … ], \"rosters\": [ … ]}, as docs/conferences.md and docs/rosters.md show.", Required = true };
        var dryRun = new Option<bool>("--dry-run") { Description = "Show what would change, and change nothing." };
        var command = new CommandWithExamples(
            "apply",
            "Makes rules and rosters as a file says, and leaves those alone that it does not name. A file with a fault changes nothing; all its "
                + "faults are told. A running silo announces what follows of rules; more than a few messages at once wait for 'silo rule approve'. "
                + "No roster is run by it.",
            "silo apply -f rules.json --dry-run",
            "silo apply -f rules.json") { file, dryRun };
        command.SetAction((parsed, cancellationToken) => WithDatabase(
            async (database, configuration) =>
            {
                await parts.Migrate(database.Source, _logger, cancellationToken);
                await using var rules = await parts.OpenRules(database.ConnectionString, configuration, cancellationToken);
                await using var rosters = await parts.OpenRosters(database.ConnectionString, configuration, cancellationToken);
                return await ApplyCommand.ExecuteAsync(
                    [new RuleDocuments(rules, configuration, screen, time), new RosterDocuments(rosters, configuration, screen, time)],
                    screen, parsed.GetRequiredValue(file), parsed.GetValue(dryRun), By, cancellationToken);
            },
            cancellationToken));
        return command;
    }

    private Command RosterGroup() => new RosterCommands(
        (work, cancellationToken) => WithDatabase(
            async (database, configuration) =>
            {
                await parts.Migrate(database.Source, _logger, cancellationToken);
                await using var rosters = await parts.OpenRosters(database.ConnectionString, configuration, cancellationToken);
                return await work(rosters, database);
            },
            cancellationToken),
        screen, By, time).Build();

    private Command RuleGroup() => new("rule", "Rules: which conferences are announced where and how.")
    {
        RuleList(),
        OneRule("show", "Shows one rule.", (rules, rule, stop) => RuleCommand.Show(rules, screen, rule, stop)),
        OneRule(
            "preview",
            "Shows what a rule would post, or a change of it that waits. Nothing is changed.",
            (rules, rule, stop) => RuleCommand.Preview(rules, screen, rule, stop)),
        OneRule(
            "approve",
            "Lets a rule post that waits for a person, because it would post many messages at once.",
            (rules, rule, stop) => RuleCommand.Approve(rules, screen, rule, By, time, stop)),
        OneRule(
            "delete",
            "Deletes a rule; what it alone announced goes.",
            (rules, rule, stop) => RuleCommand.Delete(rules, screen, rule, By, time, stop)),
    };

    private CommandWithExamples RuleList()
    {
        var command = new CommandWithExamples("list", "Shows all rules.", "silo rule list");
        command.SetAction((_, cancellationToken) => WithRules((rules, _) => RuleCommand.List(rules, screen, cancellationToken), cancellationToken));
        return command;
    }

    private CommandWithExamples OneRule(string name, string description, Func<IRules, string, CancellationToken, Task<int>> work)
    {
        var rule = new Argument<string>("rule") { Description = "Site and name, such as campus/physics." };
        var command = new CommandWithExamples(name, description, $"silo rule {name} campus/physics") { rule };
        command.SetAction((parsed, cancellationToken) => WithRules(
            (rules, _) => work(rules, parsed.GetRequiredValue(rule), cancellationToken), cancellationToken));
        return command;
    }

    private Task<int> WithRules(Func<IRules, IConfiguration, Task<int>> work, CancellationToken cancellationToken) => WithDatabase(
        async (database, configuration) =>
        {
            await parts.Migrate(database.Source, _logger, cancellationToken);
            await using var rules = await parts.OpenRules(database.ConnectionString, configuration, cancellationToken);
            return await work(rules, configuration);
        },
        cancellationToken);
}
