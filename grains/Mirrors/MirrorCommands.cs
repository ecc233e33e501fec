namespace MoodleGrains.Mirrors;

/// <summary>A run created a course, or adopted one. Told twice, it changes nothing.</summary>
/// <param name="Run">The run, as in all that follow.</param>
/// <param name="Key">The course's identity in the roster.</param>
/// <param name="Created">Whether it was created.</param>
/// <param name="Name">Its full name.</param>
/// <param name="Now">Unix seconds, as in all that follow.</param>
public sealed record RecordCourse(int Run, string Key, bool Created, string Name, long Now) : ICommand;

/// <summary>A run gave the course a name.</summary>
/// <param name="Run">The run.</param>
/// <param name="Before">The name before.</param>
/// <param name="Name">The name.</param>
/// <param name="Now">When.</param>
public sealed record RecordName(int Run, string Before, string Name, long Now) : ICommand;

/// <summary>A run hid the course, or showed it.</summary>
/// <param name="Run">The run.</param>
/// <param name="Visible">Whether students see it now.</param>
/// <param name="Now">When.</param>
public sealed record RecordShown(int Run, bool Visible, long Now) : ICommand;

/// <summary>A run changed enrolments or roles. What the mirror knows already (told again after a crash) is left out.</summary>
/// <param name="Run">The run.</param>
/// <param name="Changes">What was done.</param>
/// <param name="Now">When.</param>
public sealed record RecordMembers(int Run, IReadOnlyList<MemberChange> Changes, long Now) : ICommand;

/// <summary>A run found that the course is gone from Moodle.</summary>
/// <param name="Run">The run.</param>
/// <param name="Now">When.</param>
public sealed record RecordLost(int Run, long Now) : ICommand;
