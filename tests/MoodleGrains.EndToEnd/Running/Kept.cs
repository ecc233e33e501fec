using System.Globalization;
using MoodleGrains.Silo.Database;
using MoodleGrains.Silo.Inbox;
using MoodleGrains.Silo.Inbox.Deliveries;
using MoodleGrains.Silo.Tests;
using MoodleGrains.Silo.Tests.EventStore;
using Npgsql;

namespace MoodleGrains.EndToEnd;

/// <summary>What must be true of a database whatever happened to the silos on it.</summary>
internal static class Kept
{
    /// <summary>Waits until grains, and with them the read models, know all that is in the inbox.</summary>
    public static async Task CaughtUp(this NpgsqlDataSource database, int seconds = 120)
    {
        // A silo that told senders to come again may be storing what they sent all the same, and then what waited behind that: both are
        // waited for by the lock that every such transaction shares.
        for (var n = 0; n < 2; n++)
        {
            await database.Run($"select pg_advisory_xact_lock({LogName.LockClass}, {LogName.Inbox.Lock})");
        }

        await Eventually.Holds(
            () => database.Scalar<bool>(
                "select coalesce((select min(position) from mg_progress where name = 'inbox') >= max(position), true) from mg_inbox"),
            "the inbox was dispatched",
            seconds);
    }

    /// <summary>
    /// Every acknowledged webhook is kept once, and all that follows from them is there once. Nothing was answered but that it was stored
    /// or that it is to be sent again.
    /// </summary>
    /// <param name="database">The database.</param>
    /// <param name="posters">Whoever posted webhooks.</param>
    public static async Task IsWhatWasPosted(this NpgsqlDataSource database, params HookPoster[] posters)
    {
        await database.CaughtUp();
        await database.HasOnce([.. posters.SelectMany(poster => poster.Acknowledged)]);
        await database.HasSoundStreams();
        await database.FollowsFromItsStreams();

        // 408: a silo that has just started on a busy machine may not come to read a body within its two seconds.
        posters.SelectMany(poster => poster.Answers.Keys).ShouldBeSubsetOf([202, 408, 503]);
    }

    /// <summary>Every acknowledged delivery is in the inbox, and no delivery is twice.</summary>
    public static async Task HasOnce(this NpgsqlDataSource database, IReadOnlyCollection<string> acknowledged)
    {
        var stored = await database.Rows("select delivery_id from mg_inbox");
        acknowledged.Except(stored).ShouldBeEmpty("acknowledged, and not in the inbox");
        stored.GroupBy(id => id).Where(id => id.Count() > 1).ShouldBeEmpty("more than once in the inbox");
    }

    /// <summary>Streams have no gaps.</summary>
    public static async Task HasNoGaps(this NpgsqlDataSource database) =>
        (await database.Rows("""
            select s.id, s.version, count(e.*), min(e.version), max(e.version)
            from mg_streams s full join mg_events e on e.stream_id = s.id group by s.id, s.version
            having s.version is distinct from count(e.*) or min(e.version) <> 1 or max(e.version) <> s.version
            """)).ShouldBeEmpty("streams with gaps");

    /// <summary>
    /// Streams have no gaps, events are not doubled, and those that webhooks led to are, all together, what the inbox tells.
    /// </summary>
    public static async Task HasSoundStreams(this NpgsqlDataSource database)
    {
        await database.HasNoGaps();
        (await database.Rows("""
            select stream_id, type, data, headers->>'delivery', count(*) from mg_events where headers ? 'delivery'
            group by 1, 2, 3, 4 having count(*) > 1
            """)).ShouldBeEmpty("events that one delivery led to twice");
        (await database.Rows("select what, key, error from mg_parked")).ShouldBeEmpty("parked");

        var pure = new PureGrains();
        foreach (var delivery in (await new InboxReader(database).ReadAsync(0, long.MaxValue, DateTime.UnixEpoch, int.MaxValue,
            default)).Rows)
        {
            pure.Receive(delivery);
        }

        (await database.Rows("select stream_id, count(*) from mg_events where headers ? 'delivery' group by 1"))
            .ShouldBe(pure.Events.Select(of => $"{of.Key}|{of.Value}"), ignoreOrder: true);
    }

    /// <summary>All rows of all read models, each as a text.</summary>
    public static async Task<IReadOnlyDictionary<string, List<string>>> AllRows(this NpgsqlDataSource database)
    {
        var rows = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var model in await database.Rows("select name from mg_read_models"))
        {
            rows[model] = await database.Rows($"select to_jsonb(v)::text from mg_{model} v order by 1");
        }

        return rows;
    }

    /// <summary>The read models are an independent fold of the streams, and the effects what the reactions ask for.</summary>
    public static async Task FollowsFromItsStreams(this NpgsqlDataSource database)
    {
        (await Folds.Compare(database)).ShouldBeGreaterThan(0);
        await ReactedEffects.Compare(database);
    }

    /// <summary>The read models are what a fresh rebuild makes of the streams.</summary>
    public static async Task IsWhatARebuildMakes(this NpgsqlDataSource database, TestSilo silo)
    {
        var live = await database.AllRows();
        live.Values.Sum(rows => rows.Count).ShouldBeGreaterThan(0);

        var said = await silo.Run("rebuild");

        said.ExitCode.ShouldBe(0, said.Error);
        var fresh = await database.AllRows();
        foreach (var (model, rows) in live)
        {
            rows.Except(fresh[model]).ShouldBeEmpty($"{model}: live, and not after a rebuild");
            fresh[model].Except(rows).ShouldBeEmpty($"{model}: after a rebuild, and not live");
            fresh[model].Count.ShouldBe(rows.Count);
        }
    }
}
