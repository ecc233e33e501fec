namespace MoodleGrains.Convergence;

/// <summary>A value as somebody told it.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
/// <param name="Value">The value.</param>
/// <param name="Damaged">
/// Whether the sender damaged it on the way: nosey turns every numeric-looking text into a number
/// (JSON_NUMERIC_CHECK), so that "007" arrives as 7.
/// </param>
public readonly record struct Observed<T>(T Value, bool Damaged = false)
{
    /// <summary>
    /// Whether it may be older than the observation that carries it, because the sender read it from a cache: it fills what is unknown,
    /// and never replaces what is exact. Such a value counts as damaged.
    /// </summary>
    public bool Stale { get; init; }

    /// <summary>An undamaged value.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator Observed<T>(T value) => new(value);
}
