using System.Collections.Immutable;
using System.Text.Json.Serialization.Metadata;
using MoodleGrains.Convergence;

namespace MoodleGrains.Users;

/// <summary>A user as the grain knows it: the account, and how far the user is. Nothing personal.</summary>
public sealed record User : IAggregate<User>
{
    private static readonly ImmutableDictionary<long, Completion> None = ImmutableDictionary<long, Completion>.Empty;

    /// <inheritdoc/>
    public static string Kind => "user";

    /// <inheritdoc/>
    public static User Initial { get; } = new();

    /// <inheritdoc/>
    public static IReadOnlyList<EventType> Events => UserJson.Types;

    /// <inheritdoc/>
    public static JsonTypeInfo<User> Snapshot => UserSnapshotJson.It.User;

    /// <inheritdoc/>
    public static int SnapshotVersion => 1;

    /// <summary>Whether the account was ever heard of; completions can come before.</summary>
    public bool Exists { get; init; }

    /// <summary>When its deletion was told, Unix seconds; nothing changes after that.</summary>
    public long? DeletedAt { get; init; }

    /// <summary>Whether the account is suspended.</summary>
    public Field<bool> Suspended { get; init; }

    /// <summary>Whether <see cref="Suspended"/> has to be read from Moodle.</summary>
    public bool Contested { get; init; }

    /// <summary>How far the user is: by course, then by course module (0: the course as a whole).</summary>
    public ImmutableDictionary<long, ImmutableDictionary<long, Completion>> Completions { get; init; } =
        ImmutableDictionary<long, ImmutableDictionary<long, Completion>>.Empty;

    /// <inheritdoc/>
    public static bool IsErased(User state) => state.DeletedAt is not null;

    /// <inheritdoc/>
    public static Decision Decide(User state, ICommand command) => state.DeletedAt is not null
        ? Decision.Nothing
        : command switch
        {
            ObserveUser c => ObserveUser.Decide(state, c),
            ObserveCompletion c => ObserveCompletion.Decide(state, c),
            ObserveUserDeleted c => Decision.Of(new UserDeleted(c.Stamp)),
            _ => Decision.Refuse(
                "unknown_command",
                $"A user has no command {command.GetType().Name}; send it to another kind of grain."),
        };

    /// <inheritdoc/>
    public static User Evolve(User state, IEvent @event) => @event switch
    {
        UserCreated e => state with
        {
            Exists = true,
            Suspended = e.Suspended is { } suspended ? new(suspended, e.Stamp, true) : state.Suspended,
        },
        UserSuspended e => Take(state, true, e.Stamp),
        UserReactivated e => Take(state, false, e.Stamp),
        UserTouched e => state with { Suspended = state.Suspended.Covered(true, e.Stamp) },
        UserContested => state with { Contested = true },
        UserSettled e => state with { Suspended = state.Suspended.Covered(true, e.Stamp), Contested = false },
        UserDeleted e => state with { DeletedAt = e.Stamp.Told, Completions = Initial.Completions },
        ICompletionFact e => Take(state, e),
        _ => state,
    };

    private static User Take(User state, bool suspended, FieldVersion stamp) => state with
    {
        Suspended = new(suspended, stamp, true),
        Contested = state.Contested && stamp.Rank != SourcePrecedence.Polled,
    };

    private static User Take(User state, ICompletionFact fact)
    {
        var ofCourse = state.Completions.GetValueOrDefault(fact.CourseId, None);
        var key = fact.CourseModuleId ?? 0;
        var was = ofCourse.GetValueOrDefault(key);
        var now = fact switch
        {
            CompletionRecorded e => new Completion(
                e.State,
                e.At,
                Clock.Of(e.Stamp),
                was is { Contested: true } && e.Stamp.Rank != SourcePrecedence.Polled),
            CompletionContested => was is null ? null : was with { Contested = true },
            CompletionSettled e => was is null ? null : was with { Version = Clock.Of(e.Stamp), Contested = false },
            _ => was,
        };
        return now is null
            ? state
            : state with { Completions = state.Completions.SetItem(fact.CourseId, ofCourse.SetItem(key, now)) };
    }
}

/// <summary>How far a user is with an activity or a course.</summary>
/// <param name="State">Moodle's completion state: 0 incomplete, 1 complete, 2 passed, 3 failed.</param>
/// <param name="At">When it was completed, Unix seconds; null if unknown.</param>
/// <param name="Version">The version (<see cref="Clock"/>).</param>
/// <param name="Contested">Whether it has to be read from Moodle.</param>
public sealed record Completion(int State, long? At, long Version, bool Contested = false);
