namespace MoodleGrains.Silo.Moodle.Client;

/// <summary>A function of Moodle's web services, and why we want it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Capabilities">What the account needs for it (Moodle's own list of its functions names them so).</param>
/// <param name="Without">What does not work without it.</param>
internal sealed record NeededFunction(string Name, IReadOnlyList<string> Capabilities, string Without);

/// <summary>What a part of MoodleGrains needs of a Moodle.</summary>
/// <param name="Name">The part.</param>
/// <param name="About">What it does.</param>
/// <param name="Functions">What it calls.</param>
internal sealed record MoodleFeature(string Name, string About, IReadOnlyList<NeededFunction> Functions);

/// <summary>Which part calls which functions, and what an account needs for them.</summary>
internal static class MoodleFeatures
{
    /// <summary>The parts.</summary>
    public static IReadOnlyList<MoodleFeature> All { get; } = [];

    /// <summary>All functions, each once.</summary>
    public static IReadOnlyList<string> Functions { get; } =
        [.. All.SelectMany(feature => feature.Functions).Select(function => function.Name).Distinct(StringComparer.Ordinal)];
}
