using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace MoodleGrains.ClientApi;

/// <summary>Lists what is wrong with one part of the configuration.</summary>
/// <param name="configuration">The whole configuration.</param>
/// <returns>The problems; empty if there are none.</returns>
public delegate IReadOnlyList<SettingProblem> SettingsRule(IConfiguration configuration);

/// <summary>Registers settings that have a reader of their own as options: read once, validated before anything starts.</summary>
public static class SettingsRegistration
{
    /// <summary>
    /// Registers settings as <see cref="IOptions{TOptions}"/> and, for constructors, as <typeparamref name="T"/> itself. A service of that
    /// type that is registered before is left alone.
    /// </summary>
    /// <typeparam name="T">The settings.</typeparam>
    /// <param name="services">The services; among them the whole <see cref="IConfiguration"/>.</param>
    /// <param name="read">Reads the settings and adds what is wrong.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddSettings<T>(
        this IServiceCollection services, Func<IConfiguration, ICollection<SettingProblem>, T> read)
        where T : class
    {
        services.AddOptions<T>().ValidateOnStart();
        services.AddSingleton<IOptionsFactory<T>>(provider => new Reader<T>(
            provider.GetRequiredService<IConfiguration>(), read, provider.GetService<Tolerance>() is not null));
        services.AddSingleton<SettingsRule>(configuration =>
        {
            List<SettingProblem> problems = [];
            read(configuration, problems);
            return problems;
        });
        services.TryAddSingleton(provider => provider.GetRequiredService<IOptions<T>>().Value);
        return services;
    }

    /// <summary>Lets settings that are wrong stay at their defaults: for programs that report problems and go on.</summary>
    /// <param name="services">The services.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection TolerateWrongSettings(this IServiceCollection services) => services.AddSingleton<Tolerance>();

    /// <summary>The rules of all settings that are registered, in the order of their registration.</summary>
    /// <param name="services">The services.</param>
    /// <returns>The rules.</returns>
    public static IReadOnlyList<SettingsRule> SettingsRules(this IServiceCollection services) =>
        [.. services.Select(service => service.IsKeyedService ? null : service.ImplementationInstance).OfType<SettingsRule>()];

    /// <summary>
    /// Checks all registered settings before anything is made of the services: the web host makes its server when it is built, and that
    /// would end at the first wrong setting that it needs.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">The whole configuration.</param>
    /// <exception cref="SettingsException">It names everything that is wrong, each setting once.</exception>
    public static void ValidateSettings(this IServiceCollection services, IConfiguration configuration)
    {
        SettingProblem[] problems = [.. services.SettingsRules(
            ).SelectMany(rule => rule(configuration)).DistinctBy(problem => problem.Name)];
        if (problems.Length > 0)
        {
            throw new SettingsException(problems);
        }
    }

    private sealed class Tolerance;

    private sealed class Reader<T>(IConfiguration configuration, Func<IConfiguration, ICollection<SettingProblem>, T> read, bool tolerant)
        : IOptionsFactory<T>
        where T : class
    {
        public T Create(string name)
        {
            List<SettingProblem> problems = [];
            var settings = read(configuration, problems);
            return tolerant || problems.Count == 0 ? settings : throw new SettingsException(problems, typeof(T));
        }
    }
}
