using System.Text.Json.Serialization;

namespace MoodleGrains;

/// <summary>A timer: at its due time the grain is told <see cref="Woken"/>.</summary>
/// <param name="Grain">The id of the grain.</param>
/// <param name="Token">Tells the grain which of its timers it is; one that it no longer expects is ignored.</param>
public sealed record Wake(string Grain, string Token) : IEffectBody
{
    /// <summary>How it is named and written.</summary>
    public static EffectType Effect { get; } = EffectType.Of(WakeJson.Ours.Wake);
}

/// <summary>The time of a timer has come. A grain ignores a token that it does not expect any more.</summary>
/// <param name="Now">The time, Unix seconds.</param>
/// <param name="Token">The timer's token.</param>
public sealed record Woken(long Now, string Token) : ICommand;

/// <summary>How the timer is written.</summary>
[JsonSerializable(typeof(Wake))]
internal sealed partial class WakeJson : JsonSerializerContext
{
    /// <summary>With the options of all streams.</summary>
    public static WakeJson Ours { get; } = new(StreamJson.Events());
}
