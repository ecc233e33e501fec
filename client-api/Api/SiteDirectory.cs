using Microsoft.Extensions.Configuration;

namespace MoodleGrains.ClientApi.Api;

/// <summary>The Moodle sites of the configuration.</summary>
public interface ISiteDirectory
{
    /// <summary>All of them, ordered by slug.</summary>
    IReadOnlyCollection<SiteInfo> Sites { get; }
}

/// <summary>A Moodle site.</summary>
/// <param name="Slug">Its short name, <c>[a-z0-9]{1,32}</c>.</param>
/// <param name="Url">Its address; null if the configuration gives none.</param>
public sealed record SiteInfo(string Slug, string? Url);

/// <summary>Reads <c>Sites:{slug}:Url</c>.</summary>
internal sealed class ConfiguredSites(IConfiguration configuration) : ISiteDirectory
{
    public IReadOnlyCollection<SiteInfo> Sites { get; } =
    [
        .. configuration.GetSection("Sites").GetChildren()
            .Select(site => new SiteInfo(site.Key, site["Url"]))
            .OrderBy(site => site.Slug, StringComparer.Ordinal),
    ];
}
