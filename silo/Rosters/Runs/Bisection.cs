using MoodleGrains.Silo.Moodle.Client;

namespace MoodleGrains.Silo.Rosters.Runs;

/// <summary>
/// Makes a call for many items at once; where Moodle refuses it, for halves of its courses (roles first, where it refuses a role), then for
/// halves of a course, down to the item that it refuses. Moodle says of a batch only that something in it is bad, and does nothing of it.
/// </summary>
/// <param name="Call">Makes the call.</param>
/// <param name="Done">Told of the items that a call did.</param>
/// <param name="Refused">
/// Told of the items that cannot be done, and why; all of one course, or of a role in it, where the refusal concerns that.
/// </param>
/// <param name="MayGoOn">Whether the next call may be made.</param>
internal sealed record Bisection(
    Func<IReadOnlyList<RunItem>, CancellationToken, Task> Call,
    Func<IReadOnlyList<RunItem>, CancellationToken, Task> Done,
    Func<IReadOnlyList<RunItem>, MoodleFault, CancellationToken, Task> Refused,
    Func<CancellationToken, ValueTask<bool>> MayGoOn)
{
    /// <summary>Does the items.</summary>
    /// <param name="items">The items, in the order of their courses.</param>
    /// <param name="cancellationToken">Stops before the next call.</param>
    /// <returns>The items for which no call was made, because it may not go on.</returns>
    public async Task<IReadOnlyList<RunItem>> DoAsync(IReadOnlyList<RunItem> items, CancellationToken cancellationToken)
    {
        var left = new Stack<IReadOnlyList<RunItem>>();
        if (items.Count > 0)
        {
            left.Push(items);
        }

        while (left.TryPop(out var part))
        {
            if (!await MayGoOn(cancellationToken))
            {
                return [.. part, .. left.SelectMany(later => later)];
            }

            try
            {
                await Call(part, cancellationToken);
            }
            catch (MoodleFaultException e) when (RunFaults.IsRefusal(e.Fault))
            {
                if (Halves(part, e.Fault) is not { } halves)
                {
                    await Refused(part, e.Fault, cancellationToken);
                    continue;
                }

                left.Push(halves.Second);
                left.Push(halves.First);
                continue;
            }

            await Done(part, cancellationToken);
        }

        return [];
    }

    private static (IReadOnlyList<RunItem> First, IReadOnlyList<RunItem> Second)? Halves(IReadOnlyList<RunItem> part, MoodleFault fault)
    {
        if (part.Count == 1)
        {
            return null;
        }

        var roles = part.Select(item => item.RoleId).Distinct().ToList();
        if (RunFaults.ConcernsRole(fault) && roles.Count > 1)
        {
            return ([.. part.Where(item => item.RoleId == roles[0])], [.. part.Where(item => item.RoleId != roles[0])]);
        }

        var courses = part.Select(item => item.CourseKey).Distinct(StringComparer.Ordinal).ToList();
        if (courses.Count > 1)
        {
            var first = courses.Take(courses.Count / 2).ToHashSet(StringComparer.Ordinal);
            return ([.. part.Where(item => first.Contains(item.CourseKey))], [.. part.Where(item => !first.Contains(item.CourseKey))]);
        }

        return RunFaults.ConcernsCourse(fault) || RunFaults.ConcernsRole(fault)
            ? null
            : ([.. part.Take(part.Count / 2)], [.. part.Skip(part.Count / 2)]);
    }
}
