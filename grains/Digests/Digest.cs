using System.Globalization;
using System.Text.Json.Serialization.Metadata;

namespace MoodleGrains.Digests;

/// <summary>The digest of one user (<c>digest-{site}-{user id}</c>): off until its user switches it on. Nothing personal.</summary>
public sealed record Digest : IAggregate<Digest>
{
    /// <inheritdoc/>
    public static string Kind => "digest";

    /// <inheritdoc/>
    public static Digest Initial { get; } = new();

    /// <inheritdoc/>
    public static IReadOnlyList<EventType> Events => DigestJson.Types;

    /// <inheritdoc/>
    public static JsonTypeInfo<Digest> Snapshot => DigestSnapshotJson.It.Digest;

    /// <inheritdoc/>
    public static int SnapshotVersion => 1;

    /// <summary>How it is wanted; null while it is off.</summary>
    public DigestWish? Wish { get; init; }

    /// <summary>Its next turn, Unix seconds; 0 while it is off.</summary>
    public long NextAt { get; init; }

    /// <summary>The turn that fell due last, Unix seconds; 0 for none.</summary>
    public long DueAt { get; init; }

    /// <summary>Whether what became of the turn that fell due last is not known yet.</summary>
    public bool Waiting { get; init; }

    /// <summary>The log position up to which changes were told; null before the first digest.</summary>
    public long? Through { get; init; }

    /// <summary>Whether its user was asked or decided by himself: nobody is invited twice, or after an answer.</summary>
    public bool Asked { get; init; }

    /// <summary>The token of the timer of a turn.</summary>
    /// <param name="turn">The turn, Unix seconds.</param>
    /// <returns>The token.</returns>
    public static string Token(long turn) => turn.ToString(CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public static Decision Decide(Digest state, ICommand command) => command switch
    {
        SubscribeToDigest c => SubscribeToDigest.Decide(state, c),
        UnsubscribeFromDigest c => state.Wish is null ? Decision.Nothing : Decision.Of(new DigestUnsubscribed(c.Now)),
        InviteToDigest c => state.Asked ? Decision.Nothing : Decision.Of(new DigestInvited(c.Language, c.Now)),
        Woken c => FallDue(state, c),
        ReportDigest c => ReportDigest.Decide(state, c),
        _ => Decision.Refuse(
            "unknown_command",
            $"A digest has no command {command.GetType().Name}; send it to another kind of grain."),
    };

    /// <inheritdoc/>
    public static Digest Evolve(Digest state, IEvent @event) => @event switch
    {
        DigestSubscribed e => state with { Wish = e.Wish, NextAt = e.NextAt, Asked = true },
        DigestUnsubscribed => state with { Wish = null, NextAt = 0, Asked = true },
        DigestInvited => state with { Asked = true },
        DigestFellDue e => state with { DueAt = e.DueAt, NextAt = e.NextAt, Waiting = true },
        DigestSent e => state with { Through = e.Through, Waiting = false },
        DigestSkipped e => state with { Through = e.Through ?? state.Through, Waiting = false },
        _ => state,
    };

    // Whatever was missed while everything stood still becomes one digest, not many.
    private static Decision FallDue(Digest state, Woken woken) =>
        state.Wish is not { } wish || woken.Token != Token(state.NextAt) || woken.Now < state.NextAt
            ? Decision.Nothing
            : Decision.Of(new DigestFellDue(state.NextAt, state.Through, wish, DigestTime.NextAfter(woken.Now, wish)));
}
