namespace MoodleGrains.Convergence;

/// <summary>A value in a grain's state with the version it has. The default is a field nobody told yet.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
/// <param name="Value">The value; for long texts their <see cref="TextFingerprint"/>.</param>
/// <param name="Stamp">Its version.</param>
/// <param name="Known">Whether anybody told it.</param>
/// <param name="Damaged">Whether the sender damaged it (<see cref="Observed{T}.Damaged"/>).</param>
public readonly record struct Field<T>(T? Value, FieldVersion Stamp, bool Known, bool Damaged = false)
{
    /// <summary>The field after a word that confirmed its value.</summary>
    /// <param name="covered">Whether it did.</param>
    /// <param name="stamp">The version of that word.</param>
    /// <returns>The field.</returns>
    internal Field<T> Covered(bool covered, FieldVersion stamp) => covered && Known ? this with { Stamp = stamp } : this;

    /// <summary>The field after an exact word confirmed its value.</summary>
    /// <param name="exact">Whether it did.</param>
    /// <returns>The field.</returns>
    internal Field<T> Exact(bool exact) => exact && Damaged ? this with { Damaged = false } : this;
}
