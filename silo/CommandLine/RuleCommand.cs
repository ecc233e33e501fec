using System.Globalization;
using MoodleGrains.ClientApi.Rules;
using MoodleGrains.ClientApi.Sites;
using MoodleGrains.Rules;
using MoodleGrains.Silo.CommandLine.Api;
using MoodleGrains.Texts;

namespace MoodleGrains.Silo.CommandLine;

/// <summary>Shows rules, and lets a person decide about them.</summary>
internal static class RuleCommand
{
    private static readonly string[]
        ListColumns = ["rule", "state", "scope", "channel", "language", "calls (minutes before)", "waits because"];
    private static readonly string[] PreviewColumns = ["change", "start (UTC)", "conference", "course", "channel"];

    internal static async Task<int> List(IRules rules, Screen screen, CancellationToken cancellationToken)
    {
        var rows = new List<string[]>();
        foreach (var (site, name) in await rules.Names(cancellationToken))
        {
            if (RuleAnswer.Of(site, name, await rules.Find(site, name, cancellationToken)) is { Terms: { } terms } rule)
            {
                rows.Add([
                    $"{site}/{name}", State(rule.State), Scope(terms.Scope), terms.Channel, terms.Language,
                    string.Join(' ', terms.LeadMinutes), rule.Held?.What ?? "",
                ]);
            }
        }

        if (rows.Count == 0)
        {
            screen.Line("There are no rules. Write a file and apply it: silo apply -f rules.json");
            return ExitCode.Ok;
        }

        screen.Table(ListColumns, rows);
        return ExitCode.Ok;
    }

    internal static async Task<int> Show(IRules rules, Screen screen, string rule, CancellationToken cancellationToken)
    {
        var (site, name) = Parts(rule);
        var found = await Existing(rules, site, name, cancellationToken);
        screen.Line($"{site}/{name}: {State(found.State)}, revision {found.Revision}");
        screen.Line(TermsDifference.Text(found.Terms!));
        if (found.InForce is { } inForce)
        {
            screen.Line($"Until it is counted or approved, this is in force: {TermsDifference.Text(inForce)}");
        }

        if (found.Held is { } held)
        {
            screen.Line($"It waits for a person: {held.What} Look at it with 'silo rule preview {rule}', let it post with 'silo rule "
                + $"approve {rule}'.");
        }

        return ExitCode.Ok;
    }

    internal static async Task<int> Preview(IRules rules, Screen screen, string rule, CancellationToken cancellationToken)
    {
        var (site, name) = Parts(rule);
        var found = await Existing(rules, site, name, cancellationToken);
        var preview = await rules.Previews.Of(site, name, found.Terms!, cancellationToken);
        screen.Table(PreviewColumns, preview.Conferences.Select(one => new[]
        {
            one.Change.ToString().ToLowerInvariant(),
            one.StartsAt?.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) ?? "runs now",
            PlainName.Of(one.Name, found.Terms!.Language),
            PlainName.Of(one.CourseName, found.Terms.Language),
            one.Channel,
        }));
        screen.Line($"{preview.Posts} would be posted, {preview.Stays} stay, {preview.Ends} would go. Nothing was changed."
            + (preview.Waits ? " That many at once wait for a person: silo rule approve " + rule : ""));
        return ExitCode.Ok;
    }

    internal static async Task<int> Approve(SiloApi silo, Screen screen, string rule, CancellationToken cancellationToken)
    {
        var approved = await Existing(rule, () => silo.Command(HttpMethod.Post, $"{Address(rule)}/approve", null, cancellationToken));
        screen.Line(approved ? $"{rule} is approved: it posts what waited." : $"{rule} does not wait for anybody.");
        return ExitCode.Ok;
    }

    internal static async Task<int> Delete(SiloApi silo, Screen screen, string rule, CancellationToken cancellationToken)
    {
        await Existing(rule, () => silo.Command(HttpMethod.Delete, Address(rule), null, cancellationToken));
        screen.Line($"{rule} is deleted: what it alone announced goes.");
        return ExitCode.Ok;
    }

    /// <summary>Reads the site and the name of a rule.</summary>
    /// <param name="rule">As it was typed, <c>campus/physics</c>.</param>
    /// <returns>Site and name.</returns>
    /// <exception cref="CommandFailure">It names none.</exception>
    internal static (string Site, string Name) Parts(string rule) =>
        rule.Split('/') is [var site, var name] && Site.IsSlug(site) && Rule.IsName(name)
            ? (site, name)
            : throw new CommandFailure($"'{rule}' names no rule. Write site/name, such as campus/physics.", ExitCode.Usage);

    private static string Address(string rule) => $"api/v1/rules/{rule}";

    private static async Task<bool> Existing(string rule, Func<Task<bool>> work)
    {
        try
        {
            return await work();
        }
        catch (ApiRefusal refusal) when (refusal.IsNotThere)
        {
            throw NoRule(rule);
        }
    }

    private static async Task<RuleAnswer> Existing(IRules rules, string site, string name, CancellationToken cancellationToken) =>
        RuleAnswer.Of(site, name, await rules.Find(site, name, cancellationToken)) is { Terms: not null } rule
            ? rule
            : throw NoRule($"{site}/{name}");

    private static CommandFailure NoRule(string rule) => new($"There is no rule '{rule}'. 'silo rule list' shows those there are.");

    private static string State(RuleState state) => state switch
    {
        RuleState.InForce => "in force",
        RuleState.Proposed => "being counted",
        RuleState.Held => "waits for a person",
        _ => "deleted",
    };

    private static string Scope(RuleScope scope) => string.Create(
        CultureInfo.InvariantCulture,
        $"{scope.Kind}{(scope.Id is { } id ? $" {id}" : "")}{(scope.Pattern is { } pattern ? $" {pattern}" : "")}");
}
