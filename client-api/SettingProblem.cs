using Microsoft.Extensions.Options;

namespace MoodleGrains.ClientApi;

/// <summary>One wrong or missing setting, told so that a person can mend it. Never holds the value of a secret.</summary>
/// <param name="Name">The setting's full name, <c>Sites:campus:Url</c>.</param>
/// <param name="Problem">What is wrong, with the value where it is no secret.</param>
/// <param name="Remedy">What to write instead.</param>
public sealed record SettingProblem(string Name, string Problem, string Remedy)
{
    /// <summary>One line for a person.</summary>
    /// <returns>Setting, fault and remedy.</returns>
    public override string ToString() => $"{Name}: {Problem.TrimEnd('.')}. {Remedy}";
}

/// <summary>The configuration cannot be used; nothing was started.</summary>
/// <param name="problems">All that is wrong, not only the first.</param>
/// <param name="settings">The settings that were read; null for all of them.</param>
public sealed class SettingsException(IReadOnlyList<SettingProblem> problems, Type? settings = null)
    : OptionsValidationException(Options.DefaultName, settings ?? typeof(SettingProblem), problems.Select(problem => problem.ToString()))
{
    /// <inheritdoc/>
    public override string Message => string.Join(Environment.NewLine, Problems);

    /// <summary>All that is wrong, in the order of the configuration.</summary>
    public IReadOnlyList<SettingProblem> Problems { get; } = problems;
}
