using MoodleGrains.Digests;
using MoodleGrains.Silo.Outbox;

namespace MoodleGrains.Silo.Mail;

/// <summary>Tells the digests of invited users. Done again after a crash, nobody is invited twice: each digest knows.</summary>
internal sealed class Inviter(IAggregateClient grains) : IDeliverer<InviteUsers>
{
    /// <inheritdoc/>
    public async ValueTask<Delivered> DeliverAsync(Due<InviteUsers> effect, CancellationToken cancellationToken)
    {
        var invited = effect.Body;
        foreach (var user in invited.Users)
        {
            await grains.Send(
                StreamKey.For(Digest.Kind, invited.Site, user),
                new(new InviteToDigest(invited.Language, invited.At)),
                cancellationToken);
        }

        return new Delivered.Done();
    }
}
