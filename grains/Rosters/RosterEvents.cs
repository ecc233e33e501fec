namespace MoodleGrains.Rosters;

/// <summary>A roster was made or changed.</summary>
/// <param name="Revision">Which change, from 1.</param>
/// <param name="Terms">What it says.</param>
/// <param name="By">Who wants it: the name of an API key, <c>apply</c>; never a person's name.</param>
/// <param name="At">When, Unix seconds, as all that follow.</param>
public sealed record RosterPut(int Revision, RosterTerms Terms, string By, long At) : IEvent;

/// <summary>A roster was deleted; what it made in Moodle stays. It may be put again.</summary>
/// <param name="By">Who wanted it.</param>
/// <param name="At">When.</param>
public sealed record RosterDeleted(string By, long At) : IEvent;

/// <summary>A run began: source and Moodle are read, and a plan is made.</summary>
/// <param name="Run">Its number, from 1.</param>
/// <param name="Trigger"><c>schedule</c>, <c>person</c>, or <c>undo</c>.</param>
/// <param name="DryRun">Whether it ends with the plan.</param>
/// <param name="Undoes">Of an undo: the run it takes back.</param>
/// <param name="By">Who.</param>
/// <param name="At">When.</param>
public sealed record RunStarted(int Run, string Trigger, bool DryRun, int? Undoes, string By, long At) : IEvent;

/// <summary>A run ended without a plan: the source or Moodle could not be read, or said nothing that can be believed.</summary>
/// <param name="Run">Which.</param>
/// <param name="Reason">Why, and the remedy; nothing personal in it.</param>
/// <param name="At">When.</param>
public sealed record RunFailed(int Run, string Reason, long At) : IEvent;

/// <summary>A plan was made; its items stand in an erasable table. Made again where Moodle had changed before it was applied.</summary>
/// <param name="Run">Which run.</param>
/// <param name="Hash">Of the items.</param>
/// <param name="Counts">The numbers.</param>
/// <param name="Tripped">What tripped the brake, without names.</param>
/// <param name="Waits">Whether it waits for a person.</param>
/// <param name="At">When.</param>
public sealed record RunPlanned(int Run, string Hash, PlanCounts Counts, IReadOnlyList<string> Tripped, bool Waits, long At) : IEvent;

/// <summary>A plan may be applied.</summary>
/// <param name="Run">Which run.</param>
/// <param name="Hash">The plan that was approved.</param>
/// <param name="By">Who; <c>policy</c> where the roster is automatic and no brake was tripped.</param>
/// <param name="At">When.</param>
public sealed record RunApproved(int Run, string Hash, string By, long At) : IEvent;

/// <summary>A run was cancelled: nothing more of it is done; what was done stays.</summary>
/// <param name="Run">Which.</param>
/// <param name="By">Who; <c>policy</c> where a newer run took the place of a plan that waited.</param>
/// <param name="At">When.</param>
public sealed record RunCancelled(int Run, string By, long At) : IEvent;

/// <summary>A run ended: what could be done was done, and looked at afterwards.</summary>
/// <param name="Run">Which.</param>
/// <param name="Done">Items done.</param>
/// <param name="Failed">Items that Moodle refused.</param>
/// <param name="Confirmed">Items that were seen in Moodle afterwards.</param>
/// <param name="At">When.</param>
public sealed record RunFinished(int Run, int Done, int Failed, int Confirmed, long At) : IEvent;
