using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using MoodleGrains.ClientApi;
using MoodleGrains.Digests;
using MoodleGrains.Mail;
using MoodleGrains.Notices;
using MoodleGrains.Rosters;
using MoodleGrains.Silo.Database;
using MoodleGrains.Silo.Notices;
using MoodleGrains.Silo.Outbox;
using MoodleGrains.Silo.Signals;
using Npgsql;

namespace MoodleGrains.Silo.Mail;

/// <summary>Registers mail.</summary>
internal static class MailSetup
{
    /// <summary>Adds mail: to users, to operators, and of runs of rosters.</summary>
    /// <param name="services">The services; among them an <see cref="AskMoodle"/>.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddMail(this IServiceCollection services)
    {
        services.TryAddSingleton<IMailTransport>(provider => new SmtpTransport(provider.GetRequiredService<MailSettings>()));
        return services
            .AddSettings(MailSettings.Read)
            .AddSettings(RosterMailSettings.Read)
            .AddSingleton(provider => provider.GetRequiredService<MailSettings>().Digests)
            .AddSingleton<Addressees>()
            .AddSingleton(provider => new NoticeMail(
                provider.GetRequiredService<MailSettings>(),
                provider.GetRequiredService<IMailTransport>(),
                provider.GetRequiredService<NoticeSettings>().Mail,
                provider.GetRequiredService<NoticeSettings>().Language))
            .AddSingleton<IDeliverer<MailRun>>(provider => new RunMail(
                provider.GetRequiredService<MailSettings>(),
                provider.GetRequiredService<IMailTransport>(),
                provider.GetRequiredService<RosterMailSettings>(),
                provider.GetRequiredService<NoticeSettings>().Language,
                provider.GetRequiredService<NpgsqlDataSource>(),
                provider.GetRequiredService<IAggregateClient>()))
            .AddSingleton(provider =>
            {
                var database = provider.GetRequiredService<NpgsqlDataSource>();
                var logger = provider.GetRequiredService<ILogger<Watermark>>();
                return new DigestQueries(database, new Watermark(LogName.Changes, database, new Signal(), logger));
            })
            .AddEffectHandler<SendMail, UserMail>(SendMail.Effect, OutboxParts.Mail, mail => mail.Site)
            .AddEffectHandler<InviteUsers, Inviter>(InviteUsers.Effect, OutboxParts.Mail, invited => invited.Site)
            .AddEffectHandler<SendNotice, NoticeMail>(SendNotice.Effect, OutboxParts.Mail, _ => null);
    }
}
