namespace MoodleGrains.Sandbox.Model;

public sealed partial class University
{
    // What was deleted is kept there, until its owner goes.
    private readonly Dictionary<(string Kind, long Owner), List<long>> bins = [];

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
