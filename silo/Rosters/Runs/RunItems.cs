using MoodleGrains.Rosters;
using Npgsql;

namespace MoodleGrains.Silo.Rosters.Runs;

/// <summary>How far a run has come.</summary>
/// <param name="Done">Items done.</param>
/// <param name="Failed">Items that Moodle refused.</param>
/// <param name="Confirmed">Items seen in Moodle afterwards.</param>
internal sealed record RunProgress(int Done, int Failed, int Confirmed);

/// <summary>
/// The items of a plan while it is applied. In this order, so that a crash at any point loses nothing and does nothing twice: the item
/// is marked as sent, Moodle is asked, the mirror is told, the item is marked as done.
/// </summary>
internal sealed class RunItems(NpgsqlDataSource database)
{
    private const string OfRun = "site = $1 and roster = $2 and run = $3";
    private const string Undone = "state in ('planned', 'sent')";

    /// <summary>What is to be done next.</summary>
    /// <param name="run">The run.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The action; null if nothing is left.</returns>
    public async Task<PlanAction?> NextActionAsync(RunKey run, CancellationToken cancellationToken)
    {
        // A probe for each action, not a look at tens of thousands of items.
        var left = await database.AskAsync(
            run.Command(
                $"""
                select a.action from unnest($4) with ordinality as a(action, place)
                where exists (select from mg_roster_items i where {OfRun} and {Undone} and i.action = a.action) order by a.place limit 1
                """,
                [RunActions.Order.Select(action => action.Word()).ToArray()]),
            row => RunActions.Of(row.GetString(0)),
            cancellationToken);
        return left.Count == 0 ? null : left[0];
    }

    /// <summary>The next items of one action, courses one after the other.</summary>
    /// <param name="run">The run.</param>
    /// <param name="action">The action.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The items in order.</returns>
    public async Task<IReadOnlyList<RunItem>> NextAsync(RunKey run, PlanAction action, int most, CancellationToken cancellationToken) =>
        await database.AskAsync(
            run.Command(
                $"select {RunItem.Columns} from mg_roster_items where {OfRun} and {Undone} and action = $4 order by number limit $5", action
                    .Word(), most),
            RunItem.Read,
            cancellationToken);

    /// <summary>Moodle is about to be asked.</summary>
    /// <param name="run">The run.</param>
    /// <param name="items">The items, with what was there before.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task.</returns>
    public Task SendingAsync(RunKey run, IReadOnlyList<RunItem> items, CancellationToken cancellationToken) => database.DoAsync(
        [
            run.Command(
                $"""
                update mg_roster_items i set state = 'sent', detail = n.before
                from unnest($4, $5) as n(number, before) where {OfRun} and i.number = n.number
                """,
                Numbers(items), items.Select(item => item.Before).ToArray()),
        ],
        cancellationToken);

    /// <summary>Moodle refused the call they were in, or was not asked after all: nothing of them is done.</summary>
    /// <param name="run">The run.</param>
    /// <param name="items">The items.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task.</returns>
    public Task NotSentAsync(RunKey run, IReadOnlyList<RunItem> items, CancellationToken cancellationToken) => database.DoAsync(
        [run.Command($"update mg_roster_items set state = 'planned' where {OfRun} and {Undone} and number = any($4)", Numbers(items))],
        cancellationToken);

    /// <summary>They are done, and the mirror knows it. What waits for a course learns its id.</summary>
    /// <param name="run">The run.</param>
    /// <param name="items">The items; those of new courses with their ids.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task.</returns>
    public Task DoneAsync(RunKey run, IReadOnlyList<RunItem> items, CancellationToken cancellationToken) => database.DoAsync(
        [
            run.Command($"update mg_roster_items set state = 'done', detail = null where {OfRun} and number = any($4)", Numbers(items)),
            CourseIds(run, [.. items.Where(item => item.Action == PlanAction.CreateCourse)]),
        ],
        cancellationToken);

    /// <summary>
    /// A new course is there, but not all that it should get: its item counts as failed, and what waits for the course goes on.
    /// </summary>
    /// <param name="run">The run.</param>
    /// <param name="item">The item, with the course's id.</param>
    /// <param name="reason">What is missing and why, with the remedy.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task.</returns>
    public Task DoneWithoutAsync(RunKey run, RunItem item, string reason, CancellationToken cancellationToken) => database.DoAsync(
        [
            run.Command($"update mg_roster_items set state = 'failed', detail = $5 where {OfRun} and number = $4", item.Number, reason),
            CourseIds(run, [item]),
        ],
        cancellationToken);

    /// <summary>
    /// They cannot be done. What depends on them cannot either: everything in a course that was not created, the further roles of a
    /// user who was not enrolled.
    /// </summary>
    /// <param name="run">The run.</param>
    /// <param name="items">The items.</param>
    /// <param name="reason">Why, and the remedy.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task.</returns>
    public Task FailAsync(RunKey run, IReadOnlyList<RunItem> items, string reason, CancellationToken cancellationToken)
    {
        var unmade = items.Where(item => item.Action == PlanAction.CreateCourse).Select(item => item.CourseKey).ToArray();
        var unenrolled = items.Where(item => item.Action == PlanAction.Enrol).ToList();
        return database.DoAsync(
            [
                run.Command(
                    $"update mg_roster_items set state = 'failed', detail = $5 where {OfRun} and number = any($4)",
                    Numbers(items),
                    reason),
                run.Command(
                    $"update mg_roster_items set state = 'failed', detail = $5 where {OfRun} and {Undone} and course_key = any($4) and "
                        + $"course_id is null",
                    unmade, $"The course was not created. {reason}"),
                run.Command(
                    $"""
                    update mg_roster_items i set state = 'failed', detail = $6 from unnest($4, $5) as n(course_id, user_id)
                    where {OfRun} and {Undone} and action = 'give_role' and i.course_id = n.course_id and i.user_id = n.user_id
                    """,
                    unenrolled.Select(item => item.CourseId).ToArray(), unenrolled.Select(item => item.UserId).ToArray(),
                    $"The user was not enrolled. {reason}"),
            ],
            cancellationToken);
    }

    /// <summary>What is left of one action in one course.</summary>
    /// <param name="run">The run.</param>
    /// <param name="action">The action.</param>
    /// <param name="course">Moodle's id of the course.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The items.</returns>
    public async Task<IReadOnlyList<RunItem>> LeftInCourseAsync(
        RunKey run,
        PlanAction action,
        long course,
        CancellationToken cancellationToken) =>
        await database.AskAsync(
            run.Command(
                $"select {RunItem.Columns} from mg_roster_items where {OfRun} and {Undone} and action = $4 and course_id = $5 order "
                    + $"by number",
                action.Word(), course),
            RunItem.Read,
            cancellationToken);

    /// <summary>The run ended before their turn came.</summary>
    /// <param name="run">The run.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task.</returns>
    public Task SkipAsync(RunKey run, CancellationToken cancellationToken) => database.DoAsync(
        [run.Command($"update mg_roster_items set state = 'skipped' where {OfRun} and {Undone}")], cancellationToken);

    /// <summary>What was done and not seen yet.</summary>
    /// <param name="run">The run.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The items in order.</returns>
    public async Task<IReadOnlyList<RunItem>> UnconfirmedAsync(RunKey run, CancellationToken cancellationToken) =>
        await database.AskAsync(
            run.Command(
                $"select {RunItem.Columns} from mg_roster_items where {OfRun} and state = 'done' and not confirmed order by number"),
            RunItem.Read,
            cancellationToken);

    /// <summary>They were seen in Moodle as they should be.</summary>
    /// <param name="run">The run.</param>
    /// <param name="numbers">The items.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task.</returns>
    public Task ConfirmAsync(RunKey run, IReadOnlyCollection<int> numbers, CancellationToken cancellationToken) => database.DoAsync(
        [run.Command(
            $"update mg_roster_items set confirmed = true where {OfRun} and number = any($4)",
            numbers.ToArray())], cancellationToken);

    /// <summary>How far it has come.</summary>
    /// <param name="run">The run.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The numbers.</returns>
    public async Task<RunProgress> ProgressAsync(RunKey run, CancellationToken cancellationToken) =>
        (await database.AskAsync(
            run.Command($"""
                select count(*) filter (where state = 'done')::int, count(*) filter (where state = 'failed')::int, count(*) filter (where confirmed)::int
                from mg_roster_items where {OfRun}
                """),
            row => new RunProgress(row.GetInt32(0), row.GetInt32(1), row.GetInt32(2)),
            cancellationToken))[0];

    private static NpgsqlBatchCommand CourseIds(RunKey run, IReadOnlyList<RunItem> made) => run.Command(
        $"""
        update mg_roster_items i set course_id = n.id from unnest($4, $5) as n(key, id)
        where {OfRun} and i.course_key = n.key and i.course_id is null
        """,
        made.Select(item => item.CourseKey).ToArray(), made.Select(item => item.CourseId!.Value).ToArray());

    private static int[] Numbers(IReadOnlyList<RunItem> items) => [.. items.Select(item => item.Number)];
}
