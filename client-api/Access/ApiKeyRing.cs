using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using MoodleGrains.ClientApi.Sites;

namespace MoodleGrains.ClientApi.Access;

/// <summary>The API keys of the configuration: <c>ApiKeys:{name}:Hash</c> and <c>ApiKeys:{name}:Scopes</c>.</summary>
public sealed class ApiKeyRing
{
    private readonly IReadOnlyList<Holder> holders;

    private ApiKeyRing(IReadOnlyList<Holder> holders) => this.holders = holders;

    /// <summary>Reads the keys.</summary>
    /// <param name="configuration">The whole configuration.</param>
    /// <param name="problems">Takes what is wrong.</param>
    /// <returns>The ring; it may be empty, then nobody is let in.</returns>
    public static ApiKeyRing Read(IConfiguration configuration, ICollection<SettingProblem> problems) =>
        new([.. configuration.GetSection("ApiKeys").GetChildren().Select(key => Read(key, problems))]);

    /// <summary>Whose key it is. Every key is compared, each in fixed time, so that the time tells nothing.</summary>
    /// <param name="presented">The key as it was sent.</param>
    /// <returns>The holder; null if no key fits.</returns>
    internal Holder? Find(string presented)
    {
        var digest = ApiKey.Digest(presented);
        Holder? found = null;
        foreach (var holder in holders)
        {
            if (CryptographicOperations.FixedTimeEquals(digest, holder.Digest))
            {
                found = holder;
            }
        }

        return found;
    }

    private static Holder Read(IConfigurationSection key, ICollection<SettingProblem> problems)
    {
        // The value of a wrong hash is not repeated: it may well be the key itself.
        var digest = ApiKey.ReadHash(key["Hash"] ?? "");
        if (digest is null)
        {
            problems.Add(new(
                $"{key.Path}:Hash", "it is missing, or not 'sha256:' and 64 hex digits", "Make a key and its hash with `silo key new`"));
        }

        var scopes = Words(key.GetSection("Scopes"));
        if (scopes.Length == 0)
        {
            problems.Add(new($"{key.Path}:Scopes", "it is missing", "Give one or a list, such as read:* (every site) or read:campus"));
        }

        foreach (var scope in scopes.Where(scope => !Scope.IsKnown(scope)))
        {
            problems.Add(new(
                $"{key.Path}:Scopes", $"'{scope}' is no scope", "Known are read:*, admin and roster (every site), read:, admin: and "
                    + "roster: with the slug of a site"));
        }

        return new(key.Key, digest ?? [], scopes);
    }

    private static string[] Words(IConfigurationSection section) =>
    [
        .. (section.Value is { } text ? [text] : section.GetChildren().Select(child => child.Value ?? ""))
            .SelectMany(value => value.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            .Distinct(StringComparer.Ordinal),
    ];

    /// <summary>A key of the configuration.</summary>
    /// <param name="Name">Its name there; never secret.</param>
    /// <param name="Digest">The SHA-256 of the key.</param>
    /// <param name="Scopes">What it opens.</param>
    internal sealed record Holder(string Name, byte[] Digest, IReadOnlyList<string> Scopes);
}
