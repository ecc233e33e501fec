using System.Text.Json.Serialization;

namespace MoodleGrains.Digests;

/// <summary>Tells the digest of each invited user.</summary>
public sealed class InvitationReactions : IReaction
{
    /// <inheritdoc/>
    public static IReadOnlyList<Effect> React(RecordedEvent recorded) => recorded.Event is InvitationReleased e
        ? [new(recorded.Grain.Value, $"invite-{recorded.Grain}", new InviteUsers(recorded.Grain.Site, e.Users, e.Language, e.At))]
        : [];
}

/// <summary>Tells the digests of users that they are invited; each of them sees to its own mail.</summary>
/// <param name="Site">The slug of the site.</param>
/// <param name="Users">Moodle's ids of the users.</param>
/// <param name="Language">The invitation's language.</param>
/// <param name="At">When they were invited, Unix seconds.</param>
public sealed record InviteUsers(string Site, IReadOnlyList<long> Users, string Language, long At) : IEffectBody
{
    /// <summary>How it is named and written.</summary>
    public static EffectType Effect { get; } = EffectType.Of(InviteJson.It.InviteUsers);
}

/// <summary>How it is written to the outbox.</summary>
[JsonSerializable(typeof(InviteUsers))]
internal sealed partial class InviteJson : JsonSerializerContext
{
    /// <summary>With the options of all streams.</summary>
    public static InviteJson It { get; } = new(StreamJson.Events());
}
