namespace MoodleGrains.ClientApi.Sites;

/// <summary>A setting that cannot be used. It never carries the value of a secret.</summary>
/// <param name="Setting">Its full name, <c>Sites:campus:Webhooks:Rate</c>.</param>
/// <param name="Wrong">What is wrong with it, in a few words.</param>
/// <param name="Remedy">What to do about it.</param>
public sealed record SettingProblem(string Setting, string Wrong, string Remedy)
{
    /// <summary>One line for a person.</summary>
    /// <returns>Setting, fault and remedy.</returns>
    public override string ToString() => $"{Setting}: {Wrong}. {Remedy}";
}

/// <summary>The configuration cannot be used; nothing was started.</summary>
public sealed class SettingsException(IReadOnlyList<SettingProblem> problems)
    : Exception(string.Join(Environment.NewLine, problems))
{
    /// <summary>All that is wrong, in the order of the configuration.</summary>
    public IReadOnlyList<SettingProblem> Problems { get; } = problems;
}
