namespace MoodleGrains.Rules;

/// <summary>
/// Terms were proposed. They come into force by <see cref="RuleAdmitted"/> or <see cref="RuleApproved"/>; the terms before stay until then.
/// </summary>
/// <param name="Revision">Which proposal, from 1.</param>
/// <param name="Terms">What the rule is to say.</param>
/// <param name="By">Who wants it.</param>
/// <param name="At">When, Unix seconds.</param>
public sealed record RulePut(int Revision, RuleTerms Terms, string By, long At) : IEvent;

/// <summary>The proposed terms came into force by themselves: they post few messages.</summary>
/// <param name="Revision">Which proposal.</param>
/// <param name="At">When, Unix seconds.</param>
public sealed record RuleAdmitted(int Revision, long At) : IEvent;

/// <summary>The rule waits for a person: the proposed terms, or, without any, those in force.</summary>
/// <param name="Revision">Which proposal.</param>
/// <param name="Count">How many messages they would post.</param>
/// <param name="What">What would happen.</param>
/// <param name="At">When, Unix seconds.</param>
public sealed record RuleHeld(int Revision, int Count, string What, long At) : IEvent;

/// <summary>A person let the proposed terms come into force, and what was held be posted.</summary>
/// <param name="Revision">Which proposal.</param>
/// <param name="By">Who.</param>
/// <param name="At">When, Unix seconds.</param>
public sealed record RuleApproved(int Revision, string By, long At) : IEvent;

/// <summary>A rule was deleted; it may be put again.</summary>
/// <param name="By">Who wanted it.</param>
/// <param name="At">When, Unix seconds.</param>
public sealed record RuleDeleted(string By, long At) : IEvent;
