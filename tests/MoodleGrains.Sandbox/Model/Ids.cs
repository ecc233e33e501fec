namespace MoodleGrains.Sandbox.Model;

/// <summary>The sequences of Moodle's tables: they grow and never give a number twice.</summary>
public sealed class Ids
{
    private readonly Dictionary<string, long> last = new(StringComparer.Ordinal);

    /// <summary>Draws the next id of a table.</summary>
    /// <param name="table">The table's name, without prefix.</param>
    /// <returns>The id.</returns>
    public long Next(string table) => last[table] = last.GetValueOrDefault(table) + 1;

    /// <summary>Jumps ahead, as if rows had come and gone.</summary>
    /// <param name="table">The table's name.</param>
    /// <param name="next">The id that is drawn next.</param>
    /// <exception cref="ArgumentOutOfRangeException">That id was drawn before.</exception>
    public void Skip(string table, long next)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(next, last.GetValueOrDefault(table));
        last[table] = next - 1;
    }
}
