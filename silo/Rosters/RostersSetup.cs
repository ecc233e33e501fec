using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MoodleGrains.ClientApi;
using MoodleGrains.ClientApi.Rosters;
using MoodleGrains.Rosters;
using MoodleGrains.Silo.Composition;
using MoodleGrains.Silo.Diagnostics;
using MoodleGrains.Silo.Outbox;
using MoodleGrains.Silo.Rosters.Runs;
using MoodleGrains.Silo.Rosters.Source;

namespace MoodleGrains.Silo.Rosters;

/// <summary>Registers rosters: their sources and their runs.</summary>
internal static class RostersSetup
{
    /// <summary>Adds rosters.</summary>
    /// <param name="services">The services.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddRosters(this IServiceCollection services) => services
        .AddSettings(RosterSettings.Read)
        .AddSettings(RunSettings.Read)
        .AddSingleton(provider => new RosterReader(
            provider.GetRequiredService<RosterSettings>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<RosterReader>>()))
        .AddSingleton<IRosterChecks, SourceChecks>()
        .AddRosterRuns()
        .AddEffectHandler<MailRun, RunFeed>(RosterEffectTypes.MailRun, OutboxParts.Mail, run => run.Site)
        .AddSingleton<IDoctorCheck, RosterDoctor>()
        .AddStartUp<RostersStart>();

    /// <summary>Adds who plans and applies runs.</summary>
    /// <param name="services">The services; among them the settings of runs and a reader of sources.</param>
    /// <returns>The services.</returns>
    internal static IServiceCollection AddRosterRuns(this IServiceCollection services) => services
        .AddSingleton<RunItems>()
        .AddSingleton<RunPlans>()
        .AddSingleton<RunMemory>()
        .AddSingleton<RunNames>()
        .AddSingleton<MirrorsAtHand>()
        .AddSingleton<RunHold>()
        .AddSingleton<RunEnd>()
        .AddSingleton<SiteNowReader>()
        .AddSingleton<RunPlanner>()
        .AddSingleton<Verification>()
        .AddSingleton<CreateStep>()
        .AddSingleton<AdoptStep>()
        .AddSingleton<ChangeStep>()
        .AddSingleton<MemberStep>()

        // In the order in which a run applies them.
        .AddSingleton<IReadOnlyList<IRunStep>>(provider =>
        [
            provider.GetRequiredService<CreateStep>(), provider.GetRequiredService<AdoptStep>(),
            provider.GetRequiredService<ChangeStep>(), provider.GetRequiredService<MemberStep>(),
        ])
        .AddEffectHandler<PlanRun, PlanRunDeliverer>(RosterEffectTypes.PlanRun, OutboxParts.Rosters, body => body.Site)
        .AddEffectHandler<ApplyRun, ApplyRunDeliverer>(RosterEffectTypes.ApplyRun, OutboxParts.Rosters, body => body.Site)
        .AddEffectHandler<RosterDue, RosterDueDeliverer>(RosterEffectTypes.RosterDue, OutboxParts.Rosters, body => body.Site);
}
