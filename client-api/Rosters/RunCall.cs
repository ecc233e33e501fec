using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using MoodleGrains.ClientApi.Api;
using MoodleGrains.Rosters;

namespace MoodleGrains.ClientApi.Rosters;

/// <summary>A caller's command to a roster's run.</summary>
internal sealed record RunCall(
    [FromRoute(Name = "name")] string Name,
    [FromQuery(Name = "site")] string? Site,
    HttpContext Http,
    [FromServices] RosterFinder Finder,
    [FromServices] RunReader Runs,
    [FromServices] IAggregateClient Grains,
    [FromServices] TimeProvider Clock)
{
    private readonly CallerCommands commands = new(Http, Grains, Clock);

    /// <summary>Begins a run.</summary>
    /// <param name="of">The run that it is about; null for none.</param>
    /// <param name="command">The command, of who and when.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>Where the new run is seen, or why there is none.</returns>
    public async Task<Results<Accepted<RunAnswer>, ProblemHttpResult>> Begin(
        long? of, Func<string, long, ICommand> command, CancellationToken cancellationToken)
    {
        var (roster, outcome, refusal) = await Send(of, command, cancellationToken);
        return roster is null
            ? refusal!
            : await Answer(roster, await Runs.BegunAt(roster.Grain, outcome.Version, cancellationToken), cancellationToken);
    }

    /// <summary>Tells a run something.</summary>
    /// <param name="run">The run.</param>
    /// <param name="command">The command, of who and when.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>Where the run is seen, or why it was not done.</returns>
    public async Task<Results<Accepted<RunAnswer>, ProblemHttpResult>> Tell(
        long run, Func<string, long, ICommand> command, CancellationToken cancellationToken)
    {
        var (roster, _, refusal) = await Send(run, command, cancellationToken);
        return roster is null ? refusal! : await Answer(roster, run, cancellationToken);
    }

    private async Task<(FoundRoster? Roster, Outcome Outcome, ProblemHttpResult? Refusal)> Send(
        long? run, Func<string, long, ICommand> command, CancellationToken cancellationToken)
    {
        var (roster, refusal) = await Finder.FindFor(commands, Name, Site, cancellationToken);
        if (roster is null)
        {
            return (null, default, refusal);
        }

        if (run is { } id && (id < 1 || id > roster.State.LastRun))
        {
            return (null, default, RunReader.NoRun(Name, id));
        }

        var outcome = await commands.Send(roster.Grain, command(commands.By, commands.Now), cancellationToken);
        return outcome.Refusal is { } no ? (null, outcome, Problems.Conflict(no)) : (roster, outcome, null);
    }

    private async Task<Accepted<RunAnswer>> Answer(FoundRoster roster, long run, CancellationToken cancellationToken) => TypedResults
        .Accepted(
        string.Create(CultureInfo.InvariantCulture, $"/api/v1/rosters/{roster.Name}/runs/{run}?site={roster.Site}"),
        await Runs.AsCommitted(new(roster.Site, roster.Name, run), cancellationToken));
}
