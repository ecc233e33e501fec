using System.Globalization;
using MoodleGrains.ClientApi.Operations;
using MoodleGrains.Silo.CommandLine.Api;
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

    internal static async Task<int> Replay(SiloApi silo, Screen screen, string? id, CancellationToken cancellationToken)
    {
        var replayed = await silo.Post<Replayed>("api/v1/outbox/replay", new ReplayBody(id, id is null), cancellationToken);
        screen.Line(replayed.Effects == 1 ? "1 effect is tried again now." : $"{replayed.Effects} effects are tried again now.");
        return ExitCode.Ok;
    }

    internal static async Task<int> Drop(SiloApi silo, Screen screen, string id, CancellationToken cancellationToken)
    {
        await silo.Post("api/v1/outbox/drop", new DropBody(id), cancellationToken);
        screen.Line($"{id} is given up; what waited behind it goes on.");
        return ExitCode.Ok;
    }

    private static string Time(DateTime? time) => time?.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? "";
}
