using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using MoodleGrains.ClientApi.Api;
using MoodleGrains.ClientApi.Json;
using MoodleGrains.ClientApi.Rules;
using MoodleGrains.ClientApi.Sites;

namespace MoodleGrains.ClientApi.Apply;

/// <summary>What a document changed, or would change.</summary>
/// <param name="Items">One for each rule and roster, in the order of the document.</param>
/// <param name="Warnings">What may be wrong all the same.</param>
public sealed record ApplyAnswer(IReadOnlyList<AppliedItem> Items, IReadOnlyList<string> Warnings);

/// <summary>What became of one rule or roster.</summary>
/// <param name="Subject">Which: <c>rule campus/physics</c>.</param>
/// <param name="Change">What changed, in words; null if it was so already.</param>
/// <param name="Refusal">Why it was not done; null if it was.</param>
public sealed record AppliedItem(string Subject, string? Change, string? Refusal);

/// <summary>Makes rules and rosters as a document says. All of it is read and checked before anything is changed.</summary>
internal static class ApplySetup
{
    private const int MaxBytes = 8 * 1024 * 1024;

    public static void MapApply(this IEndpointRouteBuilder api) => api.MapPost("/apply", Apply)
        .WithTags("Rules", "Rosters").WithName("Apply")
        .WithSummary("Makes rules and rosters as a document {rules, rosters} says; one with a fault changes nothing")
        .Accepts<object>("application/json", "*/*")
        .TakesIdempotencyKey();

    private static async Task<Results<Ok<ApplyAnswer>, ProblemHttpResult>> Apply(
        [FromQuery] string? dryRun,
        HttpRequest request,
        ClaimsPrincipal caller,
        ConfiguredSites sites,
        IEventReader streams,
        [AsParameters] CallerCommands commands,
        CancellationToken cancellationToken)
    {
        var onlyLook = Input.Flag("dryRun", dryRun);
        IDocumentKind[] kinds = [new RuleDocuments(commands.Grains), new RosterDocuments(commands.Grains)];
        var faults = new List<DocumentFault>();
        var warnings = new List<string>();
        var wishes = await DocumentRequest.Terms(
            request, document => Read(document, kinds, sites, warnings), faults, cancellationToken, MaxBytes);
        if (wishes is null || faults.Count > 0)
        {
            return DocumentRequest.Answer(faults);
        }

        if (wishes.Select(wish => wish.MissingScope(caller)).FirstOrDefault(scope => scope is not null) is { } missing)
        {
            return Problems.ScopeMissing(missing);
        }

        var items = new List<AppliedItem>();
        foreach (var wish in wishes)
        {
            items.Add(onlyLook
                ? new(wish.Subject, await wish.DifferenceAsync(cancellationToken), null)
                : await Make(wish, commands, streams, cancellationToken));
        }

        return TypedResults.Ok(new ApplyAnswer(items, warnings));
    }

    private static async Task<AppliedItem> Make(
        IWish wish, CallerCommands commands, IEventReader streams, CancellationToken cancellationToken)
    {
        if (await commands.Earlier(wish.Grain, cancellationToken) is { Events: > 0 } earlier)
        {
            return new(wish.Subject, await wish.DifferenceAtAsync(earlier, streams, cancellationToken), null);
        }

        var difference = await wish.DifferenceAsync(cancellationToken);
        var refusal = difference is null
            ? null
            : (await commands.Send(wish.Grain, wish.Command(commands.By, commands.Now), cancellationToken)).Refusal;
        return new(wish.Subject, difference, refusal?.Reason);
    }

    private static List<IWish> Read(JsonFields document, IReadOnlyList<IDocumentKind> kinds, ConfiguredSites sites, List<string> warnings)
    {
        var wishes = new List<IWish>();
        var faults = new List<DocumentFault>();
        var before = document.Faults;
        var lists = kinds.ToDictionary(kind => kind, kind => document.Items(kind.Field, "a list […]"));
        if (document.Faults == before && lists.Values.All(list => list is null))
        {
            document.FaultAt(document.Path, $"there is nothing in it; give one of: {string.Join(", ", kinds.Select(kind => kind.Field))}.");
        }

        foreach (var (kind, list) in lists)
        {
            var unknown = new HashSet<string>();
            foreach (var (item, path) in list ?? [])
            {
                if (kind.Read(item, path, faults) is not { } wish)
                {
                    continue;
                }

                if (wishes.Any(other => other.Subject == wish.Subject))
                {
                    faults.Add(new(path, $"the {wish.Subject} stands in this document twice; keep one of them."));
                }

                // No fault: the site may be configured later. But a misspelt one would be silently without effect.
                if (sites.Find(wish.Site) is null && unknown.Add(wish.Site))
                {
                    warnings.Add($"{path}.site: the site '{wish.Site}' is not in the silo's configuration; {kind.WithoutSite}.");
                }

                wishes.Add(wish);
            }
        }

        faults.ForEach(fault => document.FaultAt(fault.Path, fault.Message));
        return wishes;
    }
}
