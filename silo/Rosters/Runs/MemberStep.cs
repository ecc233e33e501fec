using System.Globalization;
using MoodleGrains.Mirrors;
using MoodleGrains.Rosters;
using MoodleGrains.Silo.Moodle.Client;

namespace MoodleGrains.Silo.Rosters.Runs;

/// <summary>
/// Enrolments and roles: up to 200 a call, across courses. Each call is one transaction in Moodle. All of them may be made twice without
/// harm; what was sent and not answered is looked at first all the same.
/// </summary>
internal sealed class MemberStep(RunItems items, MirrorsAtHand mirrors, RunHold hold) : IRunStep
{
    /// <summary>How many go into one call; PHP reads 1,000 fields of a request, and none here has more than four.</summary>
    public const int Batch = 200;

    private const string Roleless =
        "The user holds no role in the course (any more), and Moodle changes an enrolment only together with one: give the user a role "
            + "there, or change it by hand.";

    /// <inheritdoc/>
    public IReadOnlyList<PlanAction> Actions { get; } =
        [PlanAction.Enrol, PlanAction.Reactivate, PlanAction.GiveRole, PlanAction.TakeRole, PlanAction.Suspend, PlanAction.Remove];

    /// <inheritdoc/>
    public async Task DoAsync(RunTurn turn, PlanAction action, CancellationToken cancellationToken)
    {
        var batch = await items.NextAsync(turn.Run, action, Batch, cancellationToken);
        if (batch.Where(item => item.CourseId is null).ToList() is { Count: > 0 } homeless)
        {
            await items.FailAsync(turn.Run, homeless, "Its course was not created.", cancellationToken);
            batch = [.. batch.Except(homeless)];
        }

        batch = await NotDoneYetAsync(turn, action, batch, cancellationToken);
        if (action is PlanAction.Remove or PlanAction.Suspend or PlanAction.Reactivate)
        {
            batch = await WithRolesAsync(turn, action, batch, cancellationToken);
        }

        await items.SendingAsync(turn.Run, batch, cancellationToken);
        var left = await new Bisection(
            (part, stop) => CallAsync(turn.Moodle, action, part, stop),
            (part, stop) => DoneAsync(turn, part, stop),
            (part, fault, stop) => RefusedAsync(turn, part, fault, stop),
            stop => hold.MayGoOnAsync(turn.Run, turn.Hash, stop)).DoAsync(batch, cancellationToken);
        await items.NotSentAsync(turn.Run, left, cancellationToken);
    }

    private static Task CallAsync(MoodleSite moodle, PlanAction action, IReadOnlyList<RunItem> part, CancellationToken cancellationToken) =>
        action switch
        {
            PlanAction.Enrol => moodle.EnrolAsync([.. part.Select(item => Enrolment(item, null))], cancellationToken),
            PlanAction.Reactivate => moodle.EnrolAsync([.. part.Select(item => Enrolment(item, false))], cancellationToken),
            PlanAction.Suspend => moodle.EnrolAsync([.. part.Select(item => Enrolment(item, true))], cancellationToken),
            PlanAction.Remove => moodle.UnenrolAsync(
                [.. part.Select(item => (item.CourseId!.Value, item.UserId!.Value))], cancellationToken),
            PlanAction.GiveRole => moodle.AssignRolesAsync([.. part.Select(Role)], cancellationToken),
            _ => moodle.UnassignRolesAsync([.. part.Select(Role)], cancellationToken),
        };

    private static ManualEnrolment Enrolment(RunItem item, bool? suspended) =>
        new(item.CourseId!.Value, item.UserId!.Value, item.RoleId!.Value, Suspended: suspended);

    private static CourseRole Role(RunItem item) => new(item.CourseId!.Value, item.UserId!.Value, item.RoleId!.Value);

    // Looked at only where nobody knows what became of a call: after a crash, or when no answer came.
    private async Task<IReadOnlyList<RunItem>> NotDoneYetAsync(
        RunTurn turn, PlanAction action, IReadOnlyList<RunItem> batch, CancellationToken cancellationToken)
    {
        var sent = batch.Where(item => item.Sent).ToList();
        if (sent.Count == 0)
        {
            return batch;
        }

        var there = await MembersAsync(turn.Moodle, sent, cancellationToken);
        var done = sent.Where(item => MemberLook.IsDone(action, item, there.GetValueOrDefault(item.CourseId!.Value))).ToList();
        await DoneAsync(turn, done, cancellationToken);
        return [.. batch.Except(done)];
    }

    // With the last enrolment all roles go, those of others too: an undo is to give them back. And Moodle changes an enrolment only
    // together with a role: one that is held already changes nothing else.
    private async Task<IReadOnlyList<RunItem>> WithRolesAsync(
        RunTurn turn, PlanAction action, IReadOnlyList<RunItem> batch, CancellationToken cancellationToken)
    {
        var there = await MembersAsync(turn.Moodle, [.. batch.Where(item => item.Before is null)], cancellationToken);
        batch = [.. batch.Select(item => item.Before is not null ? item : item with
        {
            Before = string.Join(',', there.GetValueOrDefault(item.CourseId!.Value)?.FirstOrDefault(member => member.UserId == item.UserId)?
                .Roles.Select(role => role.Id.ToString(CultureInfo.InvariantCulture)) ?? []),
        })];
        if (action == PlanAction.Remove)
        {
            return batch;
        }

        var roleless = batch.Where(item => item.RoleId is null && Roles(item).Count == 0).ToList();
        if (roleless.Count > 0)
        {
            await items.FailAsync(turn.Run, roleless, Roleless, cancellationToken);
        }

        return [.. batch.Except(roleless).Select(item => item with { RoleId = item.RoleId ?? Roles(item)[0] })];
    }

    private static IReadOnlyList<long> Roles(RunItem item) =>
        [.. (item.Before ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries)
            .Select(id => long.Parse(id, CultureInfo.InvariantCulture))];

    private static async Task<IReadOnlyDictionary<long, IReadOnlyList<MemberSeen>>> MembersAsync(
        MoodleSite moodle, IReadOnlyList<RunItem> concerned, CancellationToken cancellationToken)
    {
        var courses = await SiteNowReader.CoursesAsync(
            moodle,
            [.. concerned.Select(item => item.CourseId!.Value).Distinct()],
            cancellationToken);
        return await SiteNowReader.MembersAsync(moodle, courses, cancellationToken);
    }

    private async Task DoneAsync(RunTurn turn, IReadOnlyList<RunItem> part, CancellationToken cancellationToken)
    {
        var told = part.GroupBy(item => item.CourseId!.Value)
            .Select(course => (course.Key, (ICommand)new RecordMembers(turn.Run.Run, [.. course.Select(Change)], turn.Now)));
        await mirrors.TellAsync(turn.Run, told, cancellationToken);
        await items.DoneAsync(turn.Run, part, cancellationToken);
    }

    private async Task RefusedAsync(RunTurn turn, IReadOnlyList<RunItem> part, MoodleFault fault, CancellationToken cancellationToken)
    {
        // One reason for the course, not a call for each of the items that later batches hold.
        var all = RunFaults.ConcernsCourse(fault)
            ? part.Union(await items.LeftInCourseAsync(turn.Run, part[0].Action, part[0].CourseId!.Value, cancellationToken)).ToList()
            : part;
        await items.FailAsync(turn.Run, all, RunFaults.Reason(fault), cancellationToken);
    }

    private static MemberChange Change(RunItem item) => new(
        item.UserId!.Value,
        item.Action switch
        {
            PlanAction.Enrol => MemberDeed.Enrolled,
            PlanAction.Reactivate => MemberDeed.Reactivated,
            PlanAction.Suspend => MemberDeed.Suspended,
            PlanAction.Remove => MemberDeed.Removed,
            PlanAction.GiveRole => MemberDeed.RolesGiven,
            _ => MemberDeed.RolesTaken,
        },
        item.Action switch
        {
            PlanAction.Suspend or PlanAction.Reactivate => [],
            PlanAction.Remove => Roles(item),
            _ => [item.RoleId!.Value],
        });
}
