namespace MoodleGrains.Rules;

/// <summary>
/// Makes or changes a rule. What it says is in force only when <see cref="AdmitRule"/> or <see cref="ApproveRule"/> follows;
/// until then the terms before it stay in force.
/// </summary>
/// <param name="Terms">What the rule says.</param>
/// <param name="By">Who wants it: the name of an API key, <c>apply</c>, a person's id; never a person's name.</param>
/// <param name="Now">Unix seconds.</param>
/// <param name="Expected">Only if this is its revision still (<c>Rule.Revision</c>); null for whatever it is.</param>
public sealed record PutRule(RuleTerms Terms, string By, long Now, int? Expected = null) : ICommand;

/// <summary>Deletes a rule; what it announced goes.</summary>
/// <param name="By">Who wants it.</param>
/// <param name="Now">Unix seconds.</param>
/// <param name="Expected">Only if this is its revision still (<c>Rule.Revision</c>); null for whatever it is.</param>
public sealed record DeleteRule(string By, long Now, int? Expected = null) : ICommand;

/// <summary>The proposed terms would post few messages: they come into force without a person.</summary>
/// <param name="Revision">Which revision was counted (<c>Rule.Revision</c>); another one is left alone.</param>
/// <param name="Now">Unix seconds.</param>
public sealed record AdmitRule(int Revision, long Now) : ICommand;

/// <summary>
/// The rule would post too many messages at once, by its proposed terms or, where Moodle changed, by those in force: it waits for a
/// person, and posts nothing new until then.
/// </summary>
/// <param name="Revision">Which revision was counted; another one is left alone.</param>
/// <param name="Count">How many messages would be posted.</param>
/// <param name="What">What would happen, in a sentence for the person.</param>
/// <param name="Now">Unix seconds.</param>
public sealed record HoldRule(int Revision, int Count, string What, long Now) : ICommand;

/// <summary>A person lets the proposed terms come into force, and a rule in force that was held post again.</summary>
/// <param name="By">Who.</param>
/// <param name="Now">Unix seconds.</param>
public sealed record ApproveRule(string By, long Now) : ICommand;
