namespace MoodleGrains.ClientApi.Hooks;

/// <summary>
/// Collects, in one forward pass over the properties of an object, what to cut so that the rest stays JSON: a property goes
/// with the comma before it, or with the one behind it if nothing is kept before it.
/// </summary>
internal struct TokenCuts
{
    private List<Range>? cuts;
    private bool kept;
    private int open;
    private int begins;
    private int ended;

    public readonly IReadOnlyList<Range> All => cuts ?? (IReadOnlyList<Range>)[];

    public void Begins(int nameAt)
    {
        if (open > 0) Cut(open, nameAt);
        open = 0;
        begins = nameAt;
    }

    public void Keeps(int valueEnd)
    {
        kept = true;
        ended = valueEnd;
    }

    public void Drops(int valueEnd)
    {
        if (kept) Cut(ended, valueEnd);
        else open = begins;
        ended = valueEnd;
    }

    public void Closes()
    {
        if (open > 0) Cut(open, ended);
        open = 0;
    }

    private void Cut(int from, int to) => (cuts ??= []).Add(from..to);
}
