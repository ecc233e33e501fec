using MoodleGrains.ClientApi.Api;
using MoodleGrains.ClientApi.Hooks;
using MoodleGrains.Silo.Announcements;
using MoodleGrains.Silo.CommandLine;
using MoodleGrains.Silo.Configuration;
using MoodleGrains.Silo.Database;
using MoodleGrains.Silo.Discord;
using MoodleGrains.Silo.EventStore;
using MoodleGrains.Silo.Feed;
using MoodleGrains.Silo.Hosting;
using MoodleGrains.Silo.Inbox;
using MoodleGrains.Silo.Leases;
using MoodleGrains.Silo.Mail;
using MoodleGrains.Silo.Moodle;
using MoodleGrains.Silo.Notices;
using MoodleGrains.Silo.Orleans;
using MoodleGrains.Silo.Outbox;
using MoodleGrains.Silo.Pausing;
using MoodleGrains.Silo.PrivatePostgres;
using MoodleGrains.Silo.Rosters;
using MoodleGrains.Silo.Signals;
using MoodleGrains.Silo.Telemetry;

namespace MoodleGrains.Silo;

/// <summary>
/// The program: a command, or the silo at work. The order of the parts is that of their start; the stop goes the other way.
/// </summary>
internal static class Program
{
    internal static Task<int> Main(string[] arguments) =>
        SiloProgram.Run(arguments, new ProgramParts(), Screen.Ours(), TimeProvider.System);

    internal static IServiceCollection AddSilo(this IServiceCollection services, IConfiguration configuration) => services
        .AddSiloSettings()
        .AddPrivatePostgres()
        .AddDatabase()
        .AddClock()
        .AddCatalogue()
        .AddSignals()
        .AddPauses()
        .AddLeases()
        .AddEventStore()
        .AddGrains()
        .AddOrleansSilo(configuration)
        .AddInbox()
        .AddFeed()
        .AddOutbox()
        .AddHooks(configuration)
        .AddApi()
        .AddAnnouncements()
        .AddMoodle()
        .AddDiscord()
        .AddRosters()
        .AddMail()
        .AddBridges()
        .AddNotices()
        .AddLifetime()
        .AddOperations()
        .AddSiloNote()
        .AddTelemetry();
}
