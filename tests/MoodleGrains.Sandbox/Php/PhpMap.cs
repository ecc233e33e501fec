namespace MoodleGrains.Sandbox.Php;

/// <summary>
/// PHP's ordered array with text keys: a table row, an event's <c>other</c>. Values are null, bool, long, double, string,
/// another map, or a list of these.
/// </summary>
public sealed class PhpMap : OrderedDictionary<string, object?>
{
    /// <summary>An empty map.</summary>
    public PhpMap()
    {
    }

    /// <summary>A copy of another map, in its order.</summary>
    /// <param name="from">The other one.</param>
    public PhpMap(IEnumerable<KeyValuePair<string, object?>> from)
        : base(from)
    {
    }
}
