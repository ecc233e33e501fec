using MoodleGrains.Silo.EventStore;

namespace MoodleGrains.Silo.Outbox;

/// <summary>The types of effects of this build, and who does them. Complete before anything runs.</summary>
internal sealed class EffectRegistry
{
    /// <summary>The longest id or key: both are indexed.</summary>
    private const int MaxLength = 400;

    private readonly Dictionary<Type, EffectType> types = [];
    private readonly Dictionary<string, EffectHandler> handlers = new(StringComparer.Ordinal);

    /// <summary>Starts with types that reactions ask for.</summary>
    /// <param name="known">The types.</param>
    public EffectRegistry(IEnumerable<EffectType> known)
    {
        foreach (var type in known)
        {
            types[type.Type] = type;
        }
    }

    /// <summary>All handlers.</summary>
    public IReadOnlyCollection<EffectHandler> Handlers => handlers.Values;

    /// <summary>Adds a handler, and its type.</summary>
    /// <param name="handler">The handler.</param>
    /// <exception cref="ArgumentException">There is one for this type.</exception>
    public void Add(EffectHandler handler)
    {
        handlers.Add(handler.Type.Name, handler);
        types[handler.Type.Type] = handler.Type;
    }

    /// <summary>The part that effects of a type belong to.</summary>
    /// <param name="type">The stored name.</param>
    /// <returns>The part; null if this build does none of the type.</returns>
    public string? PartOf(string type) => handlers.GetValueOrDefault(type)?.Part;

    /// <summary>Whether attempts at effects of a type are on disk before they are begun (<see cref="EffectHandler.CountsAttempts"/>).</summary>
    /// <param name="type">The stored name.</param>
    /// <returns>True if they are.</returns>
    public bool CountsAttempts(string type) => handlers.GetValueOrDefault(type)?.CountsAttempts ?? true;

    /// <summary>Who does effects of a type.</summary>
    /// <param name="type">The stored name.</param>
    /// <returns>The handler.</returns>
    public EffectHandler HandlerOf(string type) => handlers[type];

    /// <summary>An effect as it is written.</summary>
    /// <param name="effect">The effect.</param>
    /// <param name="traceParent">The trace context of its cause.</param>
    /// <returns>The stored form.</returns>
    /// <exception cref="UnstorableEffectException">It cannot be kept.</exception>
    public StoredEffect Store(Effect effect, string? traceParent)
    {
        if (!types.TryGetValue(effect.Body.GetType(), out var type))
        {
            throw new UnstorableEffectException($"Effect {effect.Id}: {effect.Body.GetType().Name} is not registered; add it to the catalogue.");
        }

        Check(effect, "id", effect.Id);
        Check(effect, "key", effect.Key);
        var body = type.Write(effect.Body);
        if (JsonbRules.Problem(body) is { } problem)
        {
            throw new UnstorableEffectException($"Effect {effect.Id}: {problem}");
        }

        // A type that only another silo can do (an upgrade under way) is found by the form of its key.
        var site = handlers.TryGetValue(type.Name, out var handler) ? handler.SiteOf(effect)
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
