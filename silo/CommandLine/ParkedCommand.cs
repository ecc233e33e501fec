using System.Globalization;
using MoodleGrains.ClientApi.Operations;
using MoodleGrains.Silo.CommandLine.Api;
using MoodleGrains.Silo.Inbox;
using Npgsql;

namespace MoodleGrains.Silo.CommandLine;

/// <summary>
/// Shows deliveries that a grain could not take and rows that an event could not be folded into, and has them tried again.
/// </summary>
internal static class ParkedCommand
{
    private static readonly string[] Columns = ["what", "key", "grain", "position", "since (UTC)", "error"];

    internal static async Task<int> Show(NpgsqlDataSource database, Screen screen, CancellationToken cancellationToken)
    {
        Show(screen, await ParkedList.Read(database, cancellationToken));
        return ExitCode.Ok;
    }

    internal static async Task<int> Retry(SiloApi silo, Screen screen, CancellationToken cancellationToken)
    {
        var retried = await silo.Post<ParkedRetry>("api/v1/parked/retry", null, cancellationToken);
        screen.Line($"{retried.Mended} tried again with success and parked no longer.");
        Show(screen, retried.Parked);
        return retried.Parked.Count == 0 ? ExitCode.Ok : ExitCode.Failed;
    }

    private static void Show(Screen screen, IReadOnlyList<ParkedItem> parked)
    {
        if (parked.Count == 0)
        {
            screen.Line("Nothing is parked.");
            return;
        }

        screen.Table(Columns, parked.Select(item => new[]
        {
            item.What, item.Key, item.Grain, item.Position.ToString(CultureInfo.InvariantCulture),
            item.Since.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture), item.Error.ReplaceLineEndings(" "),
        }));
    }
}
