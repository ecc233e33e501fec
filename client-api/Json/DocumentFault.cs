namespace MoodleGrains.ClientApi.Json;

/// <summary>What is wrong with a JSON document that a person wrote.</summary>
/// <param name="Path">Where, as a JSON path: <c>$.rules[2].channel</c>.</param>
/// <param name="Message">One sentence: the value and what would be right.</param>
public sealed record DocumentFault(string Path, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Path}: {Message}";
}
