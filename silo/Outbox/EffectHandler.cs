namespace MoodleGrains.Silo.Outbox;

/// <summary>One type of effect, who does it, and what a person pauses to hold it.</summary>
internal abstract class EffectHandler
{
    private EffectHandler(EffectType type, string part) => (Type, Part) = (type, part);

    /// <summary>How it is named and written.</summary>
    public EffectType Type { get; }

    /// <summary>
    /// What <c>pause</c> names (<see cref="OutboxParts"/>); effects of one part share its bound of how many are done at once.
    /// </summary>
    public string Part { get; }

    /// <summary>
    /// Whether a second attempt differs from the first. Then an attempt waits for the disk before it is begun: a crash of the database must
    /// not make the second one look like the first. What is the same however often it is done need not wait.
    /// </summary>
    public bool CountsAttempts { get; private init; } = true;

    /// <summary>A handler.</summary>
    /// <typeparam name="TBody">What the effects say.</typeparam>
    /// <param name="type">How they are named and written.</param>
    /// <param name="deliverer">Who does them.</param>
    /// <param name="part">What <c>pause</c> names.</param>
    /// <param name="site">
    /// The site they concern, for <c>pause site:{slug}</c>; left out: the second part of the key, where that has the form of a grain's id.
    /// </param>
    /// <param name="countsAttempts">See <see cref="CountsAttempts"/>.</param>
    /// <returns>The handler.</returns>
    /// <exception cref="ArgumentException">The type is that of another class.</exception>
    public static EffectHandler For<TBody>(
        EffectType type, IDeliverer<TBody> deliverer, string part, Func<TBody, string?>? site = null, bool countsAttempts = true)
        where TBody : class, IEffectBody =>
        type.Type == typeof(TBody)
            ? new Of<TBody>(type, deliverer, part, site) { CountsAttempts = countsAttempts }
            : throw new ArgumentException(
                $"Effect type {type.Name} is written from {type.Type.Name}, the deliverer takes {typeof(TBody).Name}.",
                nameof(type));

    /// <summary>The slug of the site that an effect concerns; null if it concerns none.</summary>
    /// <param name="effect">The effect.</param>
    /// <returns>The slug.</returns>
    public virtual string? SiteOf(Effect effect) => StreamKey.TryParse(effect.Key, out var grain) ? grain.Site : null;

    /// <summary>Does an effect.</summary>
    /// <param name="effect">The effect.</param>
    /// <param name="cancellationToken">The stop of the silo, or the loss of the lease.</param>
    /// <returns>What became of it.</returns>
    public abstract ValueTask<Delivered> DeliverAsync(Due<IEffectBody> effect, CancellationToken cancellationToken);

    private sealed class Of<TBody>(EffectType type, IDeliverer<TBody> deliverer, string part, Func<TBody, string?>? site)
        : EffectHandler(type, part)
        where TBody : class, IEffectBody
    {
        public override string? SiteOf(Effect effect) => site is null ? base.SiteOf(effect) : site((TBody)effect.Body);

        public override ValueTask<Delivered> DeliverAsync(Due<IEffectBody> effect, CancellationToken cancellationToken) =>
            deliverer.DeliverAsync(
                new(
                    effect.Key,
                    effect.Id,
                    (TBody)effect.Body,
                    effect.DueAt,
                    effect.Attempt,
                    effect.FirstTriedAt,
                    effect.TraceParent),
                cancellationToken);
    }
}
