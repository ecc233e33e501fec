using MoodleGrains.Convergence;

namespace MoodleGrains.Conferences;

/// <summary>How a conference stands, as a webhook or a poll told it; what was not told is null. Its id is the course module's.</summary>
/// <param name="Module">The activity module (<c>bigbluebuttonbn</c>).</param>
/// <param name="InstanceId">The activity's id in its module's table.</param>
/// <param name="CourseId">The course it is in.</param>
/// <param name="Name">Its name.</param>
/// <param name="StartsAt">Opening time (Unix seconds), 0 for none.</param>
/// <param name="EndsAt">Closing time (Unix seconds), 0 for none.</param>
/// <param name="Visible">Whether students see it.</param>
/// <param name="JoinUrl">The activity's view page, which works for whoever clicks.</param>
/// <param name="Stamp">The version.</param>
public sealed record ObserveConference(
    string Module,
    long InstanceId,
    long CourseId,
    Told<string>? Name,
    long? StartsAt,
    long? EndsAt,
    bool? Visible,
    string? JoinUrl,
    Stamp Stamp) : ICommand;
