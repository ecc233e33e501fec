using System.Globalization;
using Microsoft.Extensions.Logging;
using MoodleGrains.Notices;
using MoodleGrains.Silo.Outbox;
using Npgsql;

namespace MoodleGrains.Silo.Notices;

/// <summary>
/// Looks for conditions once a minute, on one silo of many, and tells operators. Effects are asked for before they are remembered:
/// after a crash in between they are asked for again by the same id, which the outbox writes once.
/// </summary>
internal sealed class NoticeRound(
    NoticeSettings settings,
    IReadOnlyList<INoticeSource> sources,
    NpgsqlDataSource database,
    IOutbox outbox,
    TimeProvider time,
    ILogger logger) : IDeliverer<LookForConditions>
{
    private const string Key = "notices";
    private const long Seconds = 60;

    private readonly NoticeRegistry book = new(database);

    /// <summary>The next look. Every silo asks for the same one, so that there is one.</summary>
    /// <param name="now">Now.</param>
    /// <returns>The timer.</returns>
    public static Effect Next(DateTimeOffset now)
    {
        var turn = (now.ToUnixTimeSeconds() / Seconds) + 1;
        return new(
            Key,
            string.Create(CultureInfo.InvariantCulture, $"{Key}-{turn}"),
            new LookForConditions(),
            turn * Seconds,
            Supersedes: true);
    }

    /// <inheritdoc/>
    public async ValueTask<Delivered> DeliverAsync(Due<LookForConditions> effect, CancellationToken cancellationToken)
    {
        if (!settings.Wanted)
        {
            return new Delivered.Done();
        }

        var now = time.GetUtcNow();
        var found = new Dictionary<string, IReadOnlyList<Condition>>();
        foreach (var source in sources)
        {
            try
            {
                found[source.Kind] = await source.FindAsync(database, now, cancellationToken);
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException or IOException)
            {
                // What could not be looked for is neither told nor cleared.
                logger.LogWarning("Conditions of kind {Kind} could not be looked for: {Message}", source.Kind, e.Message);
            }
        }

        var plan = NoticePlan.Of(found, await book.ReadAsync(cancellationToken), now);
        var words = NoticeWords.Of(settings.Language);
        var told = plan.Tell.Select(one => (Known: one.Known with { Text = words.Title(one.Known.Kind, one.Condition) }, one.Condition))
            .ToList();
        await outbox.PutAsync(
            [
                .. told.SelectMany(one => Effects(one.Known, $"{one.Known.TimesTold}", words.Notice(one.Known, one.Condition))),
                .. plan.Clear.SelectMany(known => Effects(known, "clear", words.AllClear(known))),
            ],
            cancellationToken);
        await book.WriteAsync(told.Select(one => one.Known).Concat(plan.Keep), plan.Clear, cancellationToken);
        return new Delivered.Done(Next(now));
    }

    // A key a condition: one notice that cannot be delivered holds up no other.
    private IEnumerable<Effect> Effects(KnownCondition known, string turn, Notice notice)
    {
        if (settings.Mail.Count > 0)
        {
            yield return new($"notice-mail-{notice.Thread}", $"notice-mail-{notice.Thread}-{turn}", new SendNotice(notice));
        }

        if (settings.Channel is { } channel)
        {
            yield return new($"notice-discord-{notice.Thread}", $"notice-discord-{notice.Thread}-{turn}", new PostNotice(channel, notice));
        }
    }
}
