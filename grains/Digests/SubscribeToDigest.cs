namespace MoodleGrains.Digests;

/// <summary>A user wants the digest, or wants it otherwise.</summary>
/// <param name="Wish">When and in which language.</param>
/// <param name="Now">Unix seconds.</param>
public sealed record SubscribeToDigest(DigestWish Wish, long Now) : ICommand
{
    internal static Decision Decide(Digest digest, SubscribeToDigest command) =>
        command.Wish.Check() is { } refusal ? new([], refusal)
        : digest.Wish == command.Wish ? Decision.Nothing
        : Decision.Of(new DigestSubscribed(command.Wish, DigestTime.NextAfter(command.Now, command.Wish), command.Now));
}

/// <summary>A user does not want the digest any more.</summary>
/// <param name="Now">Unix seconds.</param>
public sealed record UnsubscribeFromDigest(long Now) : ICommand;

/// <summary>An administrator invites the user, as part of an invitation. Who was asked, or decided, is left alone.</summary>
/// <param name="Language">The language of the invitation.</param>
/// <param name="Now">Unix seconds.</param>
public sealed record InviteToDigest(string Language, long Now) : ICommand;
