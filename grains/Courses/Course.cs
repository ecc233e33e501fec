using System.Collections.Immutable;
using System.Text.Json.Serialization.Metadata;
using MoodleGrains.Convergence;

namespace MoodleGrains.Courses;

/// <summary>A course as its grain knows it: the versions of its fields, and who takes part.</summary>
public sealed record Course : IAggregate<Course>
{
    /// <inheritdoc/>
    public static string Kind => "course";

    /// <inheritdoc/>
    public static Course Initial { get; } = new();

    /// <inheritdoc/>
    public static IReadOnlyList<EventType> Events => CourseJson.Types;

    /// <inheritdoc/>
    public static JsonTypeInfo<Course> Snapshot => CourseSnapshotJson.It.Course;

    /// <inheritdoc/>
    public static int SnapshotVersion => 2;

    /// <summary>Whether the course itself was ever heard of; enrolments can come before.</summary>
    public bool Exists { get; init; }

    /// <summary>When its deletion was told, Unix seconds; nothing changes after that.</summary>
    public long? DeletedAt { get; init; }

    /// <summary>The fields that have to be read from Moodle.</summary>
    public CourseField Contested { get; init; }

    /// <summary>The short name.</summary>
    public Field<string> ShortName { get; init; }

    /// <summary>The full name.</summary>
    public Field<string> FullName { get; init; }

    /// <summary>The idnumber, empty if none.</summary>
    public Field<string> IdNumber { get; init; }

    /// <summary>The category's id.</summary>
    public Field<long> Category { get; init; }

    /// <summary>The summary's gist (<see cref="TextFingerprint"/>).</summary>
    public Field<string> Summary { get; init; }

    /// <summary>Whether students see it.</summary>
    public Field<bool> Visible { get; init; }

    /// <summary>The course format.</summary>
    public Field<string> Format { get; init; }

    /// <summary>The forced language, empty if none.</summary>
    public Field<string> Language { get; init; }

    /// <summary>Start date, Unix seconds, 0 for none.</summary>
    public Field<long> StartsAt { get; init; }

    /// <summary>End date, Unix seconds, 0 for none.</summary>
    public Field<long> EndsAt { get; init; }

    /// <summary>When Moodle created it, Unix seconds.</summary>
    public Field<long> CreatedAt { get; init; }

    /// <summary>When its row was last changed, Unix seconds; when that was told, where the row was not.</summary>
    public Field<long> ModifiedAt { get; init; }

    /// <summary>Who takes part or took part, by user id.</summary>
    public ImmutableDictionary<long, Participation> Participations { get; init; } =
        ImmutableDictionary<long, Participation>.Empty;

    /// <summary>The version (<see cref="Clock"/>) of the last full poll of participants that found a difference; 0 for none.</summary>
    public long PolledAt { get; init; }

    /// <inheritdoc/>
    public static Decision Decide(Course state, ICommand command) => state.DeletedAt is not null
        ? Decision.Nothing
        : command switch
        {
            ObserveCourse c => ObserveCourse.Decide(state, c),
            ObserveEnrolment c => ObserveEnrolment.Decide(state, c),
            ObserveRole c => ObserveRole.Decide(state, c),
            ObserveParticipants c => ObserveParticipants.Decide(state, c),
            ObserveCourseDeleted c => Decision.Of(new CourseDeleted(c.Stamp)),
            _ => Decision.Refuse(
                "unknown_command",
                $"A course has no command {command.GetType().Name}; send it to another kind of grain."),
        };

    /// <inheritdoc/>
    public static Course Evolve(Course state, IEvent @event) => @event switch
    {
        ICourseFact e => CourseFold.Apply(state, e),
        CourseContested e => state with { Contested = state.Contested | e.Fields },
        CourseDeleted e => state with
        {
            DeletedAt = e.Stamp.Told,
            Participations = ImmutableDictionary<long, Participation>.Empty,
        },
        IParticipationFact e => Take(state, e),
        _ => state,
    };

    private static Course Take(Course state, IParticipationFact e)
    {
        var before = state.Participations.GetValueOrDefault(e.UserId, Participation.None);
        var after = before.After(e, state.PolledAt);
        var polled = e.Stamp.Rank == SourcePrecedence.Polled ? Math.Max(state.PolledAt, Clock.Of(e.Stamp)) : state.PolledAt;
        return state with
        {
            PolledAt = polled,
            Participations = after.IsNothing
                ? state.Participations.Remove(e.UserId)
                : state.Participations.SetItem(e.UserId, after),
        };
    }
}
