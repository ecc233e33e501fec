using MoodleGrains.ClientApi.Operations;
using MoodleGrains.ClientApi.Rosters;
using MoodleGrains.Silo.Moodle.Polling;
using MoodleGrains.Silo.Outbox;
using MoodleGrains.Silo.Projections;
using MoodleGrains.Silo.Rosters.Runs;

namespace MoodleGrains.Silo.Hosting;

/// <summary>What people may have a silo do, for the API. It wants the database, the clock and the configuration.</summary>
internal static class Operations
{
    /// <summary>Registers it.</summary>
    /// <param name="services">The services of the web server.</param>
    /// <param name="runtime">The silo.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddOperations(this IServiceCollection services, SiloRuntime runtime) => services
        .AddSingleton<IPauses, StoredPauses>()
        .AddSingleton<IDeadLetters, DeadLetters>()
        .AddSingleton<IRunObstacles, RunObstacles>()
        .AddSingleton<IParked>(new ParkedAgain(runtime.Database, runtime.ParkedRows, runtime.ParkedDeliveries))
        .AddSingleton<IPolls>(provider => new AskedPolls(
            runtime.Database, runtime.Effects, PollSettings.Read(provider.GetRequiredService<IConfiguration>(), [])))
        .AddSingleton<IRebuilds>(provider => new RebuildRuns(
            runtime.Rebuild, runtime.Models, provider.GetRequiredService<ILogger<RebuildRuns>>()));
}
