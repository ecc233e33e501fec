using MoodleGrains.ClientApi;

namespace MoodleGrains.Silo.Configuration;

/// <summary>The configuration is wrong. Each problem is one line that names the setting and the remedy.</summary>
public sealed class SettingsException(IReadOnlyList<SettingProblem> problems)
    : Exception(string.Join(Environment.NewLine, problems))
{
    /// <summary>All that is wrong, not only the first.</summary>
    public IReadOnlyList<SettingProblem> Problems { get; } = problems;
}
