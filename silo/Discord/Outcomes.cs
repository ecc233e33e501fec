using Microsoft.Extensions.Logging;
using MoodleGrains.Announcements;
using MoodleGrains.Silo.Discord.Sending;
using MoodleGrains.Silo.Outbox;

namespace MoodleGrains.Silo.Discord;

/// <summary>Tells an announcement what became of its messages, and the outbox what became of the effect.</summary>
/// <param name="grains">The engine.</param>
/// <param name="logger">Told of what the announcement no longer wanted to hear.</param>
internal sealed class Outcomes(IAggregateClient grains, ILogger<Outcomes> logger)
{
    /// <summary>The effect is done; the announcement is told first, so that a crash between tells it again.</summary>
    /// <typeparam name="TBody">The effect's body.</typeparam>
    /// <param name="effect">The effect.</param>
    /// <param name="announcement">The announcement's grain id.</param>
    /// <param name="outcome">What became of it.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>Done.</returns>
    public async ValueTask<Delivered> DoneAsync<TBody>(
        Due<TBody> effect, string announcement, ICommand outcome, CancellationToken cancellationToken)
        where TBody : class, IEffectBody
    {
        await TellAsync(effect, announcement, outcome, cancellationToken);
        return new Delivered.Done();
    }

    /// <summary>The effect becomes a dead letter; the announcement is told.</summary>
    /// <typeparam name="TBody">The effect's body.</typeparam>
    /// <param name="effect">The effect.</param>
    /// <param name="announcement">The announcement's grain id.</param>
    /// <param name="slot">Which message.</param>
    /// <param name="dead">Why, and what to do.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The same.</returns>
    public async ValueTask<Delivered> DeadAsync<TBody>(
        Due<TBody> effect, string announcement, string slot, Delivered.Dead dead, CancellationToken cancellationToken)
        where TBody : class, IEffectBody
    {
        await TellAsync(effect, announcement, new MessageFailed(slot, dead.Reason), cancellationToken);
        return dead;
    }

    /// <summary>The effect becomes a dead letter because its channel, or a bot for its server, is not configured.</summary>
    /// <typeparam name="TBody">The effect's body.</typeparam>
    /// <param name="effect">The effect.</param>
    /// <param name="announcement">The announcement's grain id.</param>
    /// <param name="slot">Which message.</param>
    /// <param name="channel">The channel of the rule, or its server.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The dead letter.</returns>
    public ValueTask<Delivered> NoTargetAsync<TBody>(
        Due<TBody> effect, string announcement, string slot, string channel, CancellationToken cancellationToken)
        where TBody : class, IEffectBody => DeadAsync(
        effect, announcement, slot, new(
            $"There is no access to '{channel}' of Discord.",
            MessageTarget.Remedy(channel)), cancellationToken);

    /// <summary>What an answer means where it means the same for every effect; a dead letter is told to the announcement.</summary>
    /// <typeparam name="TBody">The effect's body.</typeparam>
    /// <param name="effect">The effect.</param>
    /// <param name="announcement">The announcement's grain id.</param>
    /// <param name="slot">Which message.</param>
    /// <param name="answer">Discord's answer, not <see cref="DiscordAnswer.Done"/>.</param>
    /// <param name="target">Where the message was to go.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>What became of the effect.</returns>
    public ValueTask<Delivered> NotDoneAsync<TBody>(
        Due<TBody> effect, string announcement, string slot, DiscordAnswer answer, MessageTarget target,
        CancellationToken cancellationToken)
        where TBody : class, IEffectBody => NotDone(answer, target) is var delivered && delivered is Delivered.Dead dead
        ? DeadAsync(effect, announcement, slot, dead, cancellationToken)
        : new(delivered);

    /// <summary>What an answer means for any effect.</summary>
    /// <param name="answer">Discord's answer, not <see cref="DiscordAnswer.Done"/>.</param>
    /// <param name="target">Where the message was to go.</param>
    /// <returns>What became of the effect.</returns>
    public static Delivered NotDone(DiscordAnswer answer, MessageTarget target) => answer switch
    {
        DiscordAnswer.Held held => new Delivered.Later(held.After),
        DiscordAnswer.Unknown unknown => new Delivered.Failed(unknown.Reason),
        DiscordAnswer.NotSent notSent => new Delivered.Failed(notSent.Reason),
        DiscordAnswer.Refused refused => new Delivered.Dead(refused.Reason(target.Name), Remedies.For(refused, target)),
        _ => throw new InvalidOperationException($"{answer.GetType().Name} is no failure."),
    };

    private async ValueTask TellAsync<TBody>(Due<TBody> effect, string announcement, ICommand outcome, CancellationToken cancellationToken)
        where TBody : class, IEffectBody
    {
        var told = await grains.Send(new(announcement), new([outcome], TraceParent: effect.TraceParent), cancellationToken);
        if (told.Refusal is { } refusal)
        {
            logger.LogWarning("{Announcement} did not take {Outcome}: {Reason}", announcement, outcome, refusal.Reason);
        }
    }
}
