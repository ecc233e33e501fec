using System.Net.Mail;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using MoodleGrains.ClientApi.Sites;
using MoodleGrains.Rosters;
using MoodleGrains.Silo.Announcements;
using MoodleGrains.Silo.Database;
using MoodleGrains.Silo.Discord;
using MoodleGrains.Silo.Mail;
using MoodleGrains.Silo.Moodle.Client;
using MoodleGrains.Silo.Moodle.Polling;
using MoodleGrains.Silo.Notices;
using MoodleGrains.Silo.Outbox;
using MoodleGrains.Silo.Rosters;
using MoodleGrains.Silo.Rosters.Runs;
using MoodleGrains.Silo.Rosters.Source;
using Npgsql;

namespace MoodleGrains.Silo.Tests;

/// <summary>The handlers of effects as the product registers them, with the test's settings and outside systems.</summary>
internal static class EffectHandlers
{
    public static IReadOnlyList<EffectHandler> Announcements(
        NpgsqlDataSource database, IAggregateClient grains, AnnouncementSettings settings, TimeProvider time) => Of(services => services
        .AddSingleton(database).AddSingleton(grains).AddSingleton(settings).AddSingleton(time).AddAnnouncements());

    public static IReadOnlyList<EffectHandler> Discord(DiscordClient client, IAggregateClient grains, TimeProvider time)
        => Of(services => services
        .AddSingleton(client).AddSingleton(grains).AddSingleton(time).AddDiscordHandlers());

    public static IReadOnlyList<EffectHandler> Polling(
        SiloHarness silo, PollSettings settings, Func<string, MoodleSite?> sites, ILoggerFactory? loggers = null) => Of(
        services => With(services, silo).AddSingleton(settings).AddSingleton(sites).AddPolling(), loggers);

    public static IReadOnlyList<EffectHandler> Rosters(
        SiloHarness silo, IAggregateClient grains, RunSettings settings, RosterReader reader, Func<string, MoodleSite?> sites) => Of(
        services => With(services, silo).AddSingleton(grains).AddSingleton(settings).AddSingleton(reader).AddSingleton(sites)
            .AddRosterRuns());

    public static IReadOnlyList<EffectHandler> Mail(
        MailSettings settings, SiloHarness silo, AskMoodle ask, IReadOnlyList<MailAddress> operators, string language) => Of(
        services => WithMail(services, settings, silo, operators, language).AddSingleton(ask));

    public static IDeliverer<MailRun> RunMail(MailSettings settings, RosterMailSettings rosters, string language, SiloHarness silo)
    {
        var services = WithMail(new ServiceCollection(), settings, silo, [], language).AddSingleton(rosters);
        return services.BuildServiceProvider().GetRequiredService<IDeliverer<MailRun>>();
    }

    public static IReadOnlyList<EffectHandler> Notices(NoticeSettings settings, SiloHarness silo) => Of(services => With(services, silo)
        .AddSingleton(settings)
        .AddSingleton(ConfiguredSites.Read(new Microsoft.Extensions.Configuration.ConfigurationBuilder().Build(), []))
        .AddSingleton(new DatabaseAddress(silo.ConnectionString))
        .AddNotices());

    private static IServiceCollection WithMail(
        IServiceCollection services, MailSettings settings, SiloHarness silo, IReadOnlyList<MailAddress> operators, string language) =>
        With(services, silo).AddSingleton(settings).AddSingleton(new NoticeSettings(operators, null, language)).AddMail();

    private static IServiceCollection With(IServiceCollection services, SiloHarness silo) => services
        .AddSingleton(silo.Database)
        .AddSingleton(silo.Time)
        .AddSingleton(silo.Pauses)
        .AddSingleton(silo.Effects)
        .AddSingleton<IEventReader>(silo.Reader)
        .AddSingleton<IAggregateClient>(silo.Grains);

    private static IReadOnlyList<EffectHandler> Of(Func<IServiceCollection, IServiceCollection> add, ILoggerFactory? loggers = null) =>
    [
        .. add(new ServiceCollection().AddSingleton(loggers ?? NullLoggerFactory.Instance).AddLogging()).BuildServiceProvider()
            .GetServices<EffectHandler>(),
    ];
}
