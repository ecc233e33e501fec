using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace MoodleGrains.Silo.CommandLine;

/// <summary>Makes an API key: shown once, kept as a hash.</summary>
internal static partial class KeyNewCommand
{
    internal static int Execute(IProgramParts parts, Screen screen, string name, IReadOnlyList<string> scopes)
    {
        if (!Name().IsMatch(name))
        {
            throw new CommandFailure(
                $"'{name}' is no name for a key. Use letters, digits and hyphens, such as 'library-app'.", ExitCode.Usage);
        }

        var (key, hash) = parts.NewApiKey();
        var lines = scopes
            .Select((scope, place) => ($"ApiKeys:{name}:Scopes:{place}", Value: scope))
            .Prepend(($"ApiKeys:{name}:Hash", Value: hash))
            .ToList();

        // The same rules that the start would hold against these lines.
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(lines.Select(line =>
            KeyValuePair.Create(line.Item1, (string?)line.Value))).Build();
        var problem = parts.SettingsRules.SelectMany(rule => rule(configuration))
            .FirstOrDefault(each => each.Name.StartsWith("ApiKeys:", StringComparison.Ordinal));
        if (problem is not null)
        {
            throw new CommandFailure(problem.ToString(), ExitCode.Usage);
        }

        screen.Line($"Key (shown this once): {key}");
        screen.Line("Add to the silo's configuration, as environment variables:");
        lines.ForEach(line => screen.Line($"  {line.Item1.Replace(":", "__", StringComparison.Ordinal)}={line.Value}"));
        screen.Line("or in appsettings.json:");
        var quoted = string.Join(", ", scopes.Select(scope => $"\"{scope}\""));
        screen.Line($$"""  "ApiKeys": { "{{name}}": { "Hash": "{{hash}}", "Scopes": [{{quoted}}] } }""");
        screen.Line("Callers send it as: Authorization: Bearer <key>");
        return ExitCode.Ok;
    }

    [GeneratedRegex("^[A-Za-z0-9-]{1,64}$")]
    private static partial Regex Name();
}
