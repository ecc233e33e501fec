using System.Globalization;
using MoodleGrains.Silo.Outbox;

namespace MoodleGrains.Silo.CommandLine;

/// <summary>Shows effects that are not done, and lets a person decide about those that failed.</summary>
internal static class OutboxCommand
{
    private const int MostRows = 200;

    private static readonly string[] Columns = ["stands", "id", "type", "key", "due (UTC)", "attempts", "again (UTC)", "error", "remedy"];

    internal static async Task<int> List(DeadLetters letters, Screen screen, bool timers, CancellationToken cancellationToken)
    {
        var (effects, count) = await letters.ListAsync(timers, MostRows, cancellationToken);
        if (effects.Count == 0)
        {
            screen.Line(timers ? "Nothing is in the outbox." : "Nothing waits in the outbox; timers are shown with --timers.");
            return ExitCode.Ok;
        }

        screen.Table(Columns, effects.Select(effect => new[]
        {
            effect.Stands, effect.Id, effect.Type, effect.Key, Time(effect.DueAt), effect.Attempts.ToString(CultureInfo.InvariantCulture),
            Time(effect.RetryAt), effect.Error ?? "", effect.Remedy ?? "",
        }));
        if (count > effects.Count)
        {
            screen.Line($"These are the first {effects.Count} of {count}.");
        }

        return ExitCode.Ok;
    }

    internal static async Task<int> Replay(
        DeadLetters letters, Screen screen, string? id, bool allDead, CancellationToken cancellationToken)
    {
        if (id is null != allDead)
        {
            throw new CommandFailure("Name one effect, as 'silo outbox list' shows it, or write --all-dead.", ExitCode.Usage);
        }

        var replayed = await letters.ReplayAsync(id, cancellationToken);
        if (id is not null && replayed == 0)
        {
            throw new CommandFailure($"There is no dead letter or failing effect '{id}'. 'silo outbox list' shows them.");
        }

        screen.Line(replayed == 1 ? "1 effect is tried again now." : $"{replayed} effects are tried again now.");
        return ExitCode.Ok;
    }

    internal static async Task<int> Drop(DeadLetters letters, Screen screen, string id, CancellationToken cancellationToken)
    {
        if (await letters.DropAsync(id, cancellationToken) == 0)
        {
            throw new CommandFailure($"There is no undone effect '{id}'. 'silo outbox list --timers' shows them all.");
        }

        screen.Line($"{id} is given up; what waited behind it goes on.");
        return ExitCode.Ok;
    }

    private static string Time(DateTime? time) => time?.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? "";
}
