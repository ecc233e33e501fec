using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using MoodleGrains.Silo.Composition;
using MoodleGrains.Silo.Configuration;
using MoodleGrains.Silo.Database;
using MoodleGrains.Silo.Leases;
using MoodleGrains.Silo.Pausing;
using MoodleGrains.Silo.Signals;
using Npgsql;

namespace MoodleGrains.Silo.Outbox;

/// <summary>Registers the outbox, and who does which effects.</summary>
internal static class OutboxSetup
{
    /// <summary>Adds the outbox and the timers of grains.</summary>
    /// <param name="services">The services; among them each <see cref="EffectType"/>.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddOutbox(this IServiceCollection services)
    {
        services.TryAddSingleton(
            provider => new OutboxSettings { Retention = provider.GetRequiredService<SiloSettings>().OutboxRetention });

        // Handlers call grains, whose events lead to effects: so they are made when they are first asked for.
        services.TryAddSingleton(provider => new EffectRegistry(provider.GetServices<EffectType>(), provider.GetServices<EffectHandler>));
        return services
            .AddPool(Pools.Outbox, 4, EffectStatements.Options)
            .AddSingleton(provider => new Outbox(new(
                provider.Pool(Pools.Outbox),
                provider.GetRequiredService<SiloId>().Value,
                provider.GetRequiredService<EffectRegistry>(),
                provider.GetRequiredService<Notifications>(),
                provider.GetRequiredService<Pauses>(),
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<LeaseSettings>().Lifetime,
                provider.GetRequiredService<OutboxSettings>(),
                provider.GetRequiredService<ILogger<Outbox>>())))
            .AddSingleton<IOutbox, EffectQueue>()
            .AddSingleton(provider => new EffectUpkeep(
                provider.GetRequiredService<NpgsqlDataSource>(),
                provider.GetRequiredService<OutboxSettings>().Retention,
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<EffectUpkeep>>()))
            .AddEffectHandler<Wake, WakeDeliverer>(Wake.Effect, OutboxParts.Timers, countsAttempts: false)
            .AddBackgroundPart<EffectUpkeep>((upkeep, stop) => upkeep.RunAsync(stop))
            .AddBackgroundPart<Outbox>((outbox, stop) => outbox.RunAsync(stop));
    }

    /// <summary>Adds who does effects of a type.</summary>
    /// <typeparam name="TBody">What the effects say.</typeparam>
    /// <typeparam name="TDeliverer">Who does them.</typeparam>
    /// <param name="services">The services.</param>
    /// <param name="type">How the effects are named and written.</param>
    /// <param name="part">What <c>pause</c> names.</param>
    /// <param name="site">The site that an effect concerns; see <see cref="EffectHandler.For"/>.</param>
    /// <param name="countsAttempts">See <see cref="EffectHandler.CountsAttempts"/>.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddEffectHandler<TBody, TDeliverer>(
        this IServiceCollection services, EffectType type, string part, Func<TBody, string?>? site = null, bool countsAttempts = true)
        where TBody : class, IEffectBody
        where TDeliverer : class, IDeliverer<TBody>
    {
        services.TryAddSingleton<TDeliverer>();
        return services.AddSingleton(provider =>
            EffectHandler.For(type, provider.GetRequiredService<TDeliverer>(), part, site, countsAttempts));
    }
}
