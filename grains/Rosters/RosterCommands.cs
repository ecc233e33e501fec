namespace MoodleGrains.Rosters;

/// <summary>Makes or changes a roster.</summary>
/// <param name="Terms">What it says.</param>
/// <param name="By">Who wants it: the name of an API key, <c>apply</c>; never a person's name.</param>
/// <param name="Now">Unix seconds, as in all that follow.</param>
public sealed record PutRoster(RosterTerms Terms, string By, long Now) : ICommand;

/// <summary>Deletes a roster. What it made in Moodle stays.</summary>
/// <param name="By">Who wants it.</param>
/// <param name="Now">When.</param>
public sealed record DeleteRoster(string By, long Now) : ICommand;

/// <summary>Starts a run; refused while another one is being applied. A plan that waits is cancelled by it.</summary>
/// <param name="Trigger"><c>schedule</c>, <c>person</c> or <c>undo</c>.</param>
/// <param name="DryRun">Whether it ends with the plan.</param>
/// <param name="Undoes">Of an undo: the run.</param>
/// <param name="By">Who.</param>
/// <param name="Now">When.</param>
public sealed record StartRun(string Trigger, bool DryRun, int? Undoes, string By, long Now) : ICommand;

/// <summary>A run cannot go on.</summary>
/// <param name="Run">Which.</param>
/// <param name="Reason">Why, and the remedy; nothing personal.</param>
/// <param name="Now">When.</param>
public sealed record FailRun(int Run, string Reason, long Now) : ICommand;

/// <summary>A plan was made, or made again because Moodle had changed. A plan of nothing ends the run.</summary>
/// <param name="Run">Which run.</param>
/// <param name="Hash">Of its items.</param>
/// <param name="Items">How many items.</param>
/// <param name="Counts">The numbers.</param>
/// <param name="Tripped">What tripped the brake, without names.</param>
/// <param name="Now">When.</param>
public sealed record ReportPlan(int Run, string Hash, int Items, PlanCounts Counts, IReadOnlyList<string> Tripped, long Now) : ICommand;

/// <summary>A person lets a plan be applied.</summary>
/// <param name="Run">Which run.</param>
/// <param name="Hash">The plan the person saw; another one is refused. Null for the one that waits.</param>
/// <param name="By">Who.</param>
/// <param name="Now">When.</param>
public sealed record ApproveRun(int Run, string? Hash, string By, long Now) : ICommand;

/// <summary>A person stops a run: one that waits, or one that is being applied (after the batch under way).</summary>
/// <param name="Run">Which run.</param>
/// <param name="By">Who.</param>
/// <param name="Now">When.</param>
public sealed record CancelRun(int Run, string By, long Now) : ICommand;

/// <summary>All items were tried, and looked at afterwards.</summary>
/// <param name="Run">Which run.</param>
/// <param name="Done">Items done.</param>
/// <param name="Failed">Items refused.</param>
/// <param name="Confirmed">Items seen in Moodle afterwards.</param>
/// <param name="Now">When.</param>
public sealed record FinishRun(int Run, int Done, int Failed, int Confirmed, long Now) : ICommand;
