namespace MoodleGrains.ClientApi;

/// <summary>One wrong or missing setting, told so that a person can mend it. Never holds the value of a secret.</summary>
/// <param name="Name">The setting's full name, <c>Sites:campus:Url</c>.</param>
/// <param name="Problem">What is wrong, with the value where it is no secret.</param>
/// <param name="Remedy">What to write instead.</param>
public sealed record SettingProblem(string Name, string Problem, string Remedy)
{
    /// <summary>One line.</summary>
    public override string ToString() => $"{Name}: {Problem} {Remedy}";
}
