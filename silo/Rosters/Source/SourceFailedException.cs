namespace MoodleGrains.Silo.Rosters.Source;

/// <summary>A source gave no roster that can be believed.</summary>
/// <param name="place">What was read, without what may be secret: <see cref="Place"/>.</param>
/// <param name="cause">The cause, as it follows the place.</param>
/// <param name="remedy">What a person does.</param>
internal sealed class SourceFailedException(string place, string cause, string remedy) : Exception($"{place} {cause}. {remedy}")
{
    /// <summary>What is the matter.</summary>
    public string Fault => $"{place} {cause}";

    /// <summary>What a person does.</summary>
    public string Remedy => remedy;

    /// <summary>What the answer begins with that is no JSON; null for nothing. It may name persons.</summary>
    public string? Begins { get; init; }
}
