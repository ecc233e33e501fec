using MoodleGrains.ClientApi.Operations;
using MoodleGrains.ClientApi.Rosters;
using MoodleGrains.Silo.EventStore;
using MoodleGrains.Silo.Moodle.Polling;
using MoodleGrains.Silo.Outbox;
using MoodleGrains.Silo.Rosters.Runs;

namespace MoodleGrains.Silo.Hosting;

/// <summary>What people may have a silo do, for the API. It calls the other parts of the silo.</summary>
internal static class Operations
{
    /// <summary>Registers it.</summary>
    /// <param name="services">The services of the web server.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddOperations(this IServiceCollection services) => services
        .AddSingleton<IPauses, StoredPauses>()
        .AddSingleton<IDeadLetters, DeadLetters>()
        .AddSingleton<IRunObstacles, RunObstacles>()
        .AddSingleton<IParked, ParkedAgain>()
        .AddSingleton<IPolls, AskedPolls>()
        .AddSingleton<IRebuilds, RebuildRuns>();
}
