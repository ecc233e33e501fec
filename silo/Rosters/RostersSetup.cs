using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using MoodleGrains.Rosters;
using MoodleGrains.Silo.Moodle.Client;
using MoodleGrains.Silo.Outbox;
using MoodleGrains.Silo.Rosters.Runs;
using MoodleGrains.Silo.Rosters.Source;

namespace MoodleGrains.Silo.Rosters;

/// <summary>Puts the runs of rosters together.</summary>
internal static class RostersSetup
{
    /// <summary>Who does the effects of rosters, mail excepted.</summary>
    /// <param name="runtime">The silo.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="reader">Reads sources.</param>
    /// <param name="sites">The client of a site; null where it has none.</param>
    /// <param name="loggers">Where logs go.</param>
    /// <returns>The handlers.</returns>
    public static IReadOnlyList<EffectHandler> Deliverers(
        SiloRuntime runtime, RunSettings settings, RosterReader reader, Func<string, MoodleSite?> sites, ILoggerFactory loggers) =>
        Deliverers(runtime, runtime.Grains, settings, reader, sites, loggers);

    /// <summary>The same with another way to the grains.</summary>
    /// <param name="runtime">The silo.</param>
    /// <param name="grains">The engine, or what stands before it.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="reader">Reads sources.</param>
    /// <param name="sites">The client of a site; null where it has none.</param>
    /// <param name="loggers">Where logs go.</param>
    /// <returns>The handlers.</returns>
    internal static IReadOnlyList<EffectHandler> Deliverers(
        SiloRuntime runtime, IAggregateClient grains, RunSettings settings, RosterReader reader, Func<string, MoodleSite?> sites, ILoggerFactory loggers)
    {
        var (database, time) = (runtime.Database, runtime.Time);
        var (items, plans, memory) = (new RunItems(database), new RunPlans(database), new RunMemory(database));
        var mirrors = new MirrorsAtHand(database, grains, runtime.Reader);
        var hold = new RunHold(runtime.Pauses, grains);
        var end = new RunEnd(grains, items, time, loggers.CreateLogger<RunEnd>());
        var planner = new RunPlanner(new(settings), mirrors, memory, plans, new(database), settings, time);
        IReadOnlyList<IRunStep> steps =
        [
            new CreateStep(items, mirrors, hold), new AdoptStep(items, mirrors), new ChangeStep(items, mirrors, hold), new MemberStep(items, mirrors, hold),
        ];
        return
        [
            EffectHandler.For(
                RosterEffectTypes.PlanRun,
                new PlanRunDeliverer(sites, settings, reader, planner, plans, memory, hold, end, grains, time),
                OutboxParts.Rosters,
                body => body.Site),
            EffectHandler.For(
                RosterEffectTypes.ApplyRun,
                new ApplyRunDeliverer(sites, settings, steps, new(items, settings, hold), planner, plans, items, memory, hold, end, grains, time),
                OutboxParts.Rosters,
                body => body.Site),
            EffectHandler.For(
                RosterEffectTypes.RosterDue,
                new RosterDueDeliverer(grains, runtime.Reader, time, loggers.CreateLogger<RosterDueDeliverer>()),
                OutboxParts.Rosters,
                body => body.Site),
        ];
    }

    /// <summary>Sets the timers of all schedules, should one have been lost.</summary>
    /// <param name="runtime">The silo, started.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>A task.</returns>
    public static async Task StartAsync(SiloRuntime runtime, CancellationToken cancellationToken)
    {
        var now = runtime.Time.GetUtcNow();
        var timers = new List<Effect>();
        await using var command = runtime.Database.CreateCommand("select site, name, revision, terms from mg_rosters where terms is not null");
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                if (RosterTerms.FromJson(reader.GetString(3)).Schedule is not null)
                {
                    timers.Add(RosterDueDeliverer.First(reader.GetString(0), reader.GetString(1), (int)reader.GetInt64(2), now));
                }
            }
        }

        await runtime.Effects.PutAsync(timers, cancellationToken);
    }
}
