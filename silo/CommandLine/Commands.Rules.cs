using System.CommandLine;
using MoodleGrains.Silo.CommandLine.Api;
using MoodleGrains.Silo.CommandLine.Rosters;

namespace MoodleGrains.Silo.CommandLine;

/// <content>The commands of rules and rosters.</content>
internal sealed partial class Commands
{
    private CommandWithExamples Apply()
    {
        var file = new Option<string>("--file", "-f")
        {
            Description = "A JSON file: {\"rules\": [ … ], \"rosters\": [ … ]}, as docs/conferences.md and docs/rosters.md show.",
            Required = true
        };
        var dryRun = new Option<bool>("--dry-run") { Description = "Show what would change, and change nothing." };
        var command = new CommandWithExamples(
            "apply",
            "Makes rules and rosters as a file says, and leaves those alone that it does not name. A file with a fault changes nothing; "
                + "all its faults are told. A running silo announces what follows of rules; more than a few messages at once wait for "
                + "'silo rule approve'. No roster is run by it.",
            "silo apply -f rules.json --dry-run",
            "silo apply -f rules.json") { file, dryRun };
        return calls.By(command, parsed =>
        {
            var path = parsed.GetRequiredValue(file);
            var document = ApplyCommand.Read(path);
            return (silo, cancellationToken) =>
                ApplyCommand.ExecuteAsync(silo, screen, path, document, parsed.GetValue(dryRun), cancellationToken);
        });
    }

    private Command RosterGroup() => new RosterCommands(
        calls,
        (work, cancellationToken) => WithDatabase(
            async (database, configuration) =>
            {
                using var rosters = parts.Rosters(database.Source, configuration);
                return await work(rosters, database);
            },
            cancellationToken),
        screen, time).Build();

    private Command RuleGroup() => new("rule", "Rules: which conferences are announced where and how.")
    {
        RuleList(),
        LookAtRule("show", "Shows one rule.", (rules, rule, stop) => RuleCommand.Show(rules, screen, rule, stop)),
        LookAtRule(
            "preview",
            "Shows what a rule would post, or a change of it that waits. Nothing is changed.",
            (rules, rule, stop) => RuleCommand.Preview(rules, screen, rule, stop)),
        ChangeRule(
            "approve",
            "Lets a rule post that waits for a person, because it would post many messages at once.",
            (silo, rule, stop) => RuleCommand.Approve(silo, screen, rule, stop)),
        ChangeRule(
            "delete",
            "Deletes a rule; what it alone announced goes.",
            (silo, rule, stop) => RuleCommand.Delete(silo, screen, rule, stop)),
    };

    private CommandWithExamples RuleList()
    {
        var command = new CommandWithExamples("list", "Shows all rules.", "silo rule list");
        command.SetAction(
            (_, cancellationToken) => WithRules(rules => RuleCommand.List(rules, screen, cancellationToken), cancellationToken));
        return command;
    }

    private CommandWithExamples LookAtRule(string name, string description, Func<IRules, string, CancellationToken, Task<int>> work)
    {
        var (command, rule) = OneRule(name, description);
        command.SetAction((parsed, cancellationToken) => WithRules(
            rules => work(rules, parsed.GetRequiredValue(rule), cancellationToken), cancellationToken));
        return command;
    }

    private CommandWithExamples ChangeRule(string name, string description, Func<SiloApi, string, CancellationToken, Task<int>> work)
    {
        var (command, rule) = OneRule(name, description);
        return calls.By(command, parsed =>
        {
            var named = parsed.GetRequiredValue(rule);
            RuleCommand.Parts(named);
            return (silo, cancellationToken) => work(silo, named, cancellationToken);
        });
    }

    private static (CommandWithExamples Command, Argument<string> Rule) OneRule(string name, string description)
    {
        var rule = new Argument<string>("rule") { Description = "Site and name, such as campus/physics." };
        return (new(name, description, $"silo rule {name} campus/physics") { rule }, rule);
    }

    private Task<int> WithRules(Func<IRules, Task<int>> work, CancellationToken cancellationToken) =>
        WithDatabase((database, configuration) => work(parts.Rules(database.Source, configuration)), cancellationToken);
}
