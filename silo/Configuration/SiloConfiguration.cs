using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;

namespace MoodleGrains.Silo.Configuration;

/// <summary>
/// The configuration of the silo and of every command: the same sources in the same order. A setting of ours that is empty counts as
/// absent: so a container's <c>Sites__campus__Token=</c> is no token, and takes back one of appsettings.json.
/// </summary>
internal static class SiloConfiguration
{
    /// <summary>Opens it.</summary>
    /// <param name="arguments">The command line's settings, as .NET writes them: <c>--Urls=…</c>.</param>
    /// <returns>The builder of the web server, whose configuration is the whole one.</returns>
    public static WebApplicationBuilder Open(string[] arguments)
    {
        var builder = WebApplication.CreateBuilder(arguments);
        builder.Configuration.AddInMemoryCollection(WithoutValue(builder.Configuration));
        return builder;
    }

    /// <summary>What to lay over a configuration so that its empty settings have no value. Only sections that are ours alone.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <returns>The empty settings, without a value.</returns>
    public static IReadOnlyList<KeyValuePair<string, string?>> WithoutValue(IConfiguration configuration) =>
    [
        .. configuration.AsEnumerable()
            .Where(setting => setting.Value == "" && KnownSettings.IsOurs(setting.Key))
            .Select(setting => KeyValuePair.Create(setting.Key, (string?)null)),
    ];
}
