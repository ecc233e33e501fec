using System.CommandLine;

namespace MoodleGrains.Silo.CommandLine.Api;

/// <summary>Commands that call a silo's API, each with the options that name another silo than this machine's.</summary>
/// <param name="finder">Finds the silo.</param>
internal sealed class SiloCalls(SiloFinder finder)
{
    private readonly Option<string?> url = new("--url")
    {
        Description = "The address of the silo; left out: MOODLEGRAINS_URL, else the silo of this machine.",
        HelpName = "address",
    };

    private readonly Option<string?> key = new("--key")
    {
        Description = "An API key of that silo; left out: MOODLEGRAINS_KEY, else the key that the silo of this machine made for its user.",
        HelpName = "key",
    };

    /// <summary>Lets a command call a silo.</summary>
    /// <param name="command">The command.</param>
    /// <param name="prepare">Checks what was typed, before any silo is looked for, and says what to do.</param>
    /// <param name="without">What is done without a silo; null, or the answer null, where one is needed.</param>
    /// <returns>The command.</returns>
    public CommandWithExamples By(
        CommandWithExamples command,
        Func<ParseResult, Func<SiloApi, CancellationToken, Task<int>>> prepare,
        Func<ParseResult, Func<CancellationToken, Task<int>>?>? without = null)
    {
        command.Add(url);
        command.Add(key);
        command.SetAction((parsed, cancellationToken) =>
        {
            if (without?.Invoke(parsed) is { } look)
            {
                return look(cancellationToken);
            }

            var work = prepare(parsed);
            return finder.With(parsed.GetValue(url), parsed.GetValue(key), api => work(api, cancellationToken), cancellationToken);
        });
        return command;
    }
}
