using MoodleGrains.Silo.Json;

namespace MoodleGrains.Silo.Outbox;

/// <summary>The types of effects of this build, and who does them. It is complete once it is first asked.</summary>
internal sealed class EffectRegistry
{
    /// <summary>The longest id or key: both are indexed.</summary>
    private const int MaxLength = 400;

    private readonly Lazy<(Dictionary<string, EffectHandler> Handlers, Dictionary<Type, EffectType> Types)> all;

    /// <summary>Notes where types and handlers come from.</summary>
    /// <param name="known">The types that reactions ask for.</param>
    /// <param name="handlers">All handlers, asked for once; a second handler of a type is an <see cref="ArgumentException"/>.</param>
    public EffectRegistry(IEnumerable<EffectType> known, Func<IEnumerable<EffectHandler>> handlers) => all = new(() =>
    {
        var byName = handlers().ToDictionary(handler => handler.Type.Name, StringComparer.Ordinal);
        var types = byName.Values.Select(handler => handler.Type).Concat(known).DistinctBy(type => type.Type)
            .ToDictionary(type => type.Type);
        return (byName, types);
    });

    /// <summary>All handlers.</summary>
    public IReadOnlyCollection<EffectHandler> Handlers => all.Value.Handlers.Values;

    /// <summary>The part that effects of a type belong to.</summary>
    /// <param name="type">The stored name.</param>
    /// <returns>The part; null if this build does none of the type.</returns>
    public string? PartOf(string type) => all.Value.Handlers.GetValueOrDefault(type)?.Part;

    /// <summary>
    /// Whether attempts at effects of a type are on disk before they are begun (<see cref="EffectHandler.CountsAttempts"/>).
    /// </summary>
    /// <param name="type">The stored name.</param>
    /// <returns>True if they are.</returns>
    public bool CountsAttempts(string type) => all.Value.Handlers.GetValueOrDefault(type)?.CountsAttempts ?? true;

    /// <summary>Who does effects of a type.</summary>
    /// <param name="type">The stored name.</param>
    /// <returns>The handler.</returns>
    public EffectHandler HandlerOf(string type) => all.Value.Handlers[type];

    /// <summary>An effect as it is written.</summary>
    /// <param name="effect">The effect.</param>
    /// <param name="traceParent">The trace context of its cause.</param>
    /// <returns>The stored form.</returns>
    /// <exception cref="UnstorableEffectException">It cannot be kept.</exception>
    public StoredEffect Store(Effect effect, string? traceParent)
    {
        if (!all.Value.Types.TryGetValue(effect.Body.GetType(), out var type))
        {
            throw new UnstorableEffectException(
                $"Effect {effect.Id}: {effect.Body.GetType().Name} is not registered; add it to the catalogue.");
        }

        Check(effect, "id", effect.Id);
        Check(effect, "key", effect.Key);
        var body = type.Write(effect.Body);
        if (JsonbRules.Problem(body) is { } problem)
        {
            throw new UnstorableEffectException($"Effect {effect.Id}: {problem}");
        }

        // A type that only another silo can do (an upgrade under way) is found by the form of its key.
        var site = all.Value.Handlers.TryGetValue(type.Name, out var handler) ? handler.SiteOf(effect)
            : StreamKey.TryParse(effect.Key, out var grain) ? grain.Site : null;
        return new(effect.Id, effect.Key, type.Name, site, body, DueAt(effect), effect.Supersedes, traceParent);
    }

    private static DateTime? DueAt(Effect effect) => effect.DueAt switch
    {
        null => null,
        >= 0 and <= 253_402_300_799 and var seconds => DateTimeOffset.FromUnixTimeSeconds(seconds).UtcDateTime,
        _ => throw new UnstorableEffectException($"Effect {effect.Id}: it is due at {effect.DueAt}, which is no time in Unix seconds."),
    };

    private static void Check(Effect effect, string field, string value)
    {
        if (value.Length is 0 or > MaxLength || value.Any(c => char.IsControl(c) || char.IsSurrogate(c)))
        {
            throw new UnstorableEffectException(
                $"Effect {effect.Body.GetType().Name}: its {field} has {value.Length} characters; 1 to {MaxLength} plain ones are kept.");
        }
    }
}
