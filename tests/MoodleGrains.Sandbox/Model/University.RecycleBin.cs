namespace MoodleGrains.Sandbox.Model;

public sealed partial class University
{
    // What was deleted is kept there, until its owner goes.
    private readonly Dictionary<(string Kind, long Owner), List<long>> bins = [];

    /// <summary>
    /// What Moodle's cron does: activities that were deleted on a page go, and the contexts of deleted users, without which
    /// core_user_get_users_by_field refuses a request that asks for one of them.
    /// </summary>
    public void RunCron()
    {
        foreach (var activity in activities.Values.Where(a => a.BeingDeleted).ToList())
        {
            DeleteActivity(activity.Id);
        }

        usersWithContext.Clear();
    }

    private long PutInBin(string kind, long owner)
    {
        var id = Ids.Next("tool_recyclebin_" + kind);
        if (!bins.TryGetValue((kind, owner), out var bin))
        {
            bins[(kind, owner)] = bin = [];
        }

        bin.Add(id);
        return id;
    }

    private void EmptyBin(string kind, long owner, EventKind deleted, MoodleContext context)
    {
        foreach (var item in bins.GetValueOrDefault((kind, owner)) ?? [])
        {
            Fire(deleted, Text(item), context);
        }

        bins.Remove((kind, owner));
    }
}
