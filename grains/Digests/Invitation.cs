using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace MoodleGrains.Digests;

/// <summary>
/// One invitation to the digest (<c>invitation-{site}-{number}</c>), which an administrator starts. One to many people
/// waits until a person lets it go.
/// </summary>
public sealed record Invitation : IAggregate<Invitation>
{
    /// <inheritdoc/>
    public static string Kind => "invitation";

    /// <inheritdoc/>
    public static Invitation Initial { get; } = new();

    /// <inheritdoc/>
    public static IReadOnlyList<EventType> Events => InvitationJson.Types;

    /// <inheritdoc/>
    public static JsonTypeInfo<Invitation> Snapshot => InvitationSnapshotJson.It.Invitation;

    /// <inheritdoc/>
    public static int SnapshotVersion => 1;

    /// <summary>What was asked for, while it waits for a person; else null.</summary>
    public InvitationHeld? Held { get; init; }

    /// <summary>Whether the invitations went out.</summary>
    public bool Released { get; init; }

    /// <inheritdoc/>
    public static Decision Decide(Invitation state, ICommand command) => command switch
    {
        StartInvitation c => StartInvitation.Decide(state, c),
        ApproveInvitation c => ApproveInvitation.Decide(state, c),
        _ => Decision.Refuse(
            "unknown_command",
            $"An invitation has no command {command.GetType().Name}; send it to another kind of grain."),
    };

    /// <inheritdoc/>
    public static Invitation Evolve(Invitation state, IEvent @event) => @event switch
    {
        InvitationHeld e => state with { Held = e },
        InvitationReleased => state with { Held = null, Released = true },
        _ => state,
    };
}

/// <summary>An invitation would reach more people than may be mailed without a person's word.</summary>
/// <param name="Users">Moodle's ids of the users.</param>
/// <param name="CourseId">The course whose participants they are; null for the whole site.</param>
/// <param name="Limit">How many would not have waited.</param>
/// <param name="Language">The invitation's language.</param>
/// <param name="At">When it was started, Unix seconds.</param>
public sealed record InvitationHeld(IReadOnlyList<long> Users, long? CourseId, int Limit, string Language, long At) : IEvent;

/// <summary>The invitations go out.</summary>
/// <param name="Users">Moodle's ids of the users.</param>
/// <param name="CourseId">The course whose participants they are; null for the whole site.</param>
/// <param name="Language">The invitation's language.</param>
/// <param name="At">When, Unix seconds.</param>
public sealed record InvitationReleased(IReadOnlyList<long> Users, long? CourseId, string Language, long At) : IEvent;

/// <summary>The JSON of an invitation's events.</summary>
[JsonSerializable(typeof(InvitationHeld))]
[JsonSerializable(typeof(InvitationReleased))]
internal sealed partial class InvitationJson : JsonSerializerContext
{
    private static readonly InvitationJson It = new(StreamJson.Events());

    /// <summary>All of them.</summary>
    public static IReadOnlyList<EventType> Types { get; } = [EventType.Of(It.InvitationHeld), EventType.Of(It.InvitationReleased)];
}

/// <summary>The JSON of an invitation's snapshot.</summary>
[JsonSerializable(typeof(Invitation))]
internal sealed partial class InvitationSnapshotJson : JsonSerializerContext
{
    /// <summary>With the options of snapshots.</summary>
    public static InvitationSnapshotJson It { get; } = new(StreamJson.Snapshots());
}
