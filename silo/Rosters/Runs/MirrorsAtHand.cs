using MoodleGrains.Mirrors;
using Npgsql;

namespace MoodleGrains.Silo.Rosters.Runs;

/// <summary>What a roster made in Moodle, from the streams themselves; the read model only tells which there may be.</summary>
internal sealed class MirrorsAtHand(NpgsqlDataSource database, IAggregateClient grains, IEventReader events)
{
    private const int AtOnce = 32;

    /// <summary>
    /// The courses that a roster made or adopted; items that were done a moment ago among them, which no read model tells yet.
    /// </summary>
    /// <param name="run">A run of it.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>Moodle's ids.</returns>
    public async Task<IReadOnlySet<long>> CoursesAsync(RunKey run, CancellationToken cancellationToken) => (await database.AskAsync(
        run.Command("""
            select course_id from mg_mirrors where site = $1 and roster = $2
            union
            select course_id from mg_roster_items
            where site = $1 and roster = $2 and run > $3 - 3 and course_id is not null and action in ('create_course', 'adopt_course') and state = 'done'
            """),
        row => row.GetInt64(0),
        cancellationToken)).ToHashSet();

    /// <summary>The courses in which a run did something.</summary>
    /// <param name="run">The run.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>Moodle's ids.</returns>
    public async Task<IReadOnlySet<long>> TouchedAsync(RunKey run, CancellationToken cancellationToken) => (await database.AskAsync(
        run.Command("""
            select course_id from mg_mirrors where site = $1 and roster = $2 and $3 = any(runs)
            union
            select course_id from mg_roster_items where site = $1 and roster = $2 and run = $3 and course_id is not null and state = 'done'
            """),
        row => row.GetInt64(0),
        cancellationToken)).ToHashSet();

    /// <summary>The mirrors of courses, by their streams: one question for all.</summary>
    /// <param name="run">A run of the roster.</param>
    /// <param name="courses">Moodle's ids of courses.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>Those that there are, by course.</returns>
    public async Task<IReadOnlyDictionary<long, Mirror>> OfAsync(
        RunKey run,
        IEnumerable<long> courses,
        CancellationToken cancellationToken) =>
        (await HistoryAsync(run, courses, cancellationToken))
            .ToDictionary(one => one.Key, one => one.Value.Aggregate(Mirror.Initial, Mirror.Evolve))
            .Where(one => one.Value.Key is not null)
            .ToDictionary();

    /// <summary>The whole streams of mirrors.</summary>
    /// <param name="run">A run of the roster.</param>
    /// <param name="courses">Moodle's ids of courses.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The events, by course.</returns>
    public async Task<IReadOnlyDictionary<long, IReadOnlyList<IEvent>>> HistoryAsync(
        RunKey run, IEnumerable<long> courses, CancellationToken cancellationToken)
    {
        var grainOf = courses.ToDictionary(course => course, course => Mirror.Id(run.Site, run.Roster, course));
        var recorded = await events.Read(grainOf.Values, cancellationToken).ToListAsync(cancellationToken);
        var streams = recorded.ToLookup(one => one.Grain, one => one.Event);
        return grainOf.ToDictionary(one => one.Key, one => (IReadOnlyList<IEvent>)[.. streams[one.Value]]);
    }

    /// <summary>Tells mirrors what a run did.</summary>
    /// <param name="run">The run.</param>
    /// <param name="told">Commands by course; several for one course travel together.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task.</returns>
    /// <exception cref="InvalidOperationException">A mirror refused: a fault of ours.</exception>
    public Task TellAsync(RunKey run, IEnumerable<(long Course, ICommand Command)> told, CancellationToken cancellationToken) =>
        EachAsync(told.GroupBy(one => one.Course, one => one.Command), async (course, stop) =>
        {
            var outcome = await grains.Send(Mirror.Id(run.Site, run.Roster, course.Key), new([.. course]), stop);
            if (outcome.Refusal is { } refusal)
            {
                throw new InvalidOperationException($"{run}: the mirror of course {course.Key} refused: {refusal.Reason}");
            }
        }, cancellationToken);

    private static Task EachAsync<T>(
        IEnumerable<T> items,
        Func<T, CancellationToken, ValueTask> act,
        CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(items, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, act);
}
