using MoodleGrains.Convergence;

namespace MoodleGrains.Courses;

/// <summary>The course is gone. Ids are never reused in Moodle: this is final, whatever its time.</summary>
/// <param name="Stamp">When it was told.</param>
public sealed record ObserveCourseDeleted(FieldVersion Stamp) : ICommand;
