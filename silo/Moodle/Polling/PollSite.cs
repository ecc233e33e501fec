using System.Globalization;
using System.Text.Json.Serialization;

namespace MoodleGrains.Silo.Moodle.Polling;

/// <summary>The timer of a site's reconcile.</summary>
/// <param name="Site">The slug of the site.</param>
/// <param name="Kind">
/// <see cref="Full"/> or <see cref="Conferences"/>; of wishes also <see cref="Enrolments"/> or <see cref="Course"/>.
/// </param>
/// <param name="Every">The interval in seconds that it was armed with; 0: once, because a person wished it.</param>
/// <param name="CourseId">Which course, for <see cref="Course"/>.</param>
/// <param name="Wish">Names the wish, so that its command can wait for the end; null for a turn.</param>
internal sealed record PollSite(string Site, string Kind, long Every, long CourseId = 0, string? Wish = null) : IEffectBody
{
    /// <summary>Everything.</summary>
    public const string Full = "full";

    /// <summary>Conferences only.</summary>
    public const string Conferences = "conferences";

    /// <summary>The enrolments of all courses; only wished.</summary>
    public const string Enrolments = "enrolments";

    /// <summary>One course with its conferences and participants; only wished.</summary>
    public const string Course = "course";

    /// <summary>The kinds that come in turns.</summary>
    public static IReadOnlyList<string> Turns { get; } = [Full, Conferences];

    /// <summary>How it is named and written.</summary>
    public static EffectType Effect { get; } = EffectType.Of(PollSiteJson.Default.PollSite);

    /// <summary>Reconciles of one kind follow each other; different kinds do not wait for each other.</summary>
    public string Key => KeyOf(Site, Kind);

    /// <summary>The key of the reconciles of one kind.</summary>
    /// <param name="site">The slug of the site.</param>
    /// <param name="kind">Which kind.</param>
    /// <returns>The key.</returns>
    public static string KeyOf(string site, string kind) => $"poll-{site}-{kind}";

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

    /// <summary>
    /// A turn at the start of a silo, due at once. It has an id of its own: the turn of this slot may have been done without reading
    /// anything, because the site had no token yet. Where the site was read lately nothing is read again.
    /// </summary>
    /// <param name="id">What makes it unique.</param>
    /// <param name="now">Now, Unix seconds.</param>
    /// <returns>The effect.</returns>
    public Effect AtStart(string id, long now) => new(Key, $"{Key}-start-{id}", this, now);

    /// <summary>One turn that a person wished.</summary>
    /// <param name="id">What makes it unique.</param>
    /// <returns>The effect.</returns>
    public Effect Once(string id) => new(Key, $"{Key}-once-{id}", this with { Every = 0, Wish = id });

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
