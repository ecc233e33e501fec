using System.Globalization;
using System.Text.Json.Serialization;

namespace MoodleGrains.Silo.Moodle.Polling;

/// <summary>The timer of a site's reconcile.</summary>
/// <param name="Site">The slug of the site.</param>
/// <param name="Kind"><see cref="Full"/> or <see cref="Conferences"/>.</param>
/// <param name="Every">The interval in seconds that it was armed with; 0: once, because a person wished it.</param>
internal sealed record PollSite(string Site, string Kind, long Every) : IEffectBody
{
    /// <summary>Everything.</summary>
    public const string Full = "full";

    /// <summary>Conferences only.</summary>
    public const string Conferences = "conferences";

    /// <summary>How it is named and written.</summary>
    public static EffectType Effect { get; } = EffectType.Of(PollSiteJson.Default.PollSite);

    /// <summary>Reconciles of one kind follow each other; the two kinds do not wait for each other.</summary>
    public string Key => $"poll-{Site}-{Kind}";

    /// <summary>
    /// The turn after an instant. Its id names the slot of time, so that whoever arms it, and however often, it is armed once. Sites
    /// are spread over a tenth of the interval.
    /// </summary>
    /// <param name="now">The instant, Unix seconds.</param>
    /// <returns>The effect.</returns>
    public Effect Next(long now)
    {
        var slot = (now / Every) + 1;
        return Turn(slot, (slot * Every) + Offset());
    }

    /// <summary>The turn of the slot that runs, due at once: a site that was just configured need not wait for the next one.</summary>
    /// <param name="now">Now, Unix seconds.</param>
    /// <returns>The effect.</returns>
    public Effect Now(long now) => Turn(now / Every, now);

    /// <summary>One turn that a person wished.</summary>
    /// <param name="id">What makes it unique.</param>
    /// <returns>The effect.</returns>
    public Effect Once(string id) => new(Key, $"{Key}-once-{id}", this with { Every = 0 });

    private Effect Turn(long slot, long due) =>
        new(Key, string.Create(CultureInfo.InvariantCulture, $"{Key}-{Every}-{slot}"), this, due);

    private long Offset()
    {
        var hash = 17u;
        foreach (var c in Key)
        {
            hash = (hash * 31) + c;
        }

        return hash % Math.Max(1, Every / 10);
    }
}

/// <summary>The JSON of the timer.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PollSite))]
internal sealed partial class PollSiteJson : JsonSerializerContext;
