namespace MoodleGrains.Silo.Notices;

/// <summary>A condition that operators know of.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Subject">Which of its kind.</param>
/// <param name="Since">When it was found.</param>
/// <param name="TimesTold">How often it was told.</param>
/// <param name="AbsentSince">Since when it is not found any more; null while it is.</param>
/// <param name="Text">What was told last, for the all-clear.</param>
internal sealed record KnownCondition(
    string Kind, string Subject, DateTimeOffset Since, int TimesTold, DateTimeOffset? AbsentSince, string Text);

/// <summary>What is to be told and remembered.</summary>
/// <param name="Tell">Conditions to tell, as they are remembered from then on.</param>
/// <param name="Keep">Conditions of which only what is remembered changes.</param>
/// <param name="Clear">Conditions that are over.</param>
internal sealed record NoticePlan(
    IReadOnlyList<(KnownCondition Known, Condition Condition)> Tell, IReadOnlyList<KnownCondition> Keep,
    IReadOnlyList<KnownCondition> Clear)
{
    /// <summary>What comes and goes within this time is one condition.</summary>
    public static readonly TimeSpan Calm = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan Again = TimeSpan.FromDays(1);

    /// <summary>Once when found, again each day, an all-clear when it stayed away. Pure.</summary>
    /// <param name="found">What holds now, by the kinds that could be looked for.</param>
    /// <param name="known">What operators know.</param>
    /// <param name="now">Now.</param>
    /// <returns>The plan.</returns>
    public static NoticePlan Of(
        IReadOnlyDictionary<string, IReadOnlyList<Condition>> found, IReadOnlyList<KnownCondition> known, DateTimeOffset now)
    {
        var before = known.ToDictionary(k => (k.Kind, k.Subject));
        List<(KnownCondition, Condition)> tell = [];
        List<KnownCondition> keep = [];
        HashSet<(string, string)> present = [];
        foreach (var (kind, condition) in found.SelectMany(kind => kind.Value.Select(condition => (kind.Key, condition))))
        {
            if (!present.Add((kind, condition.Subject)))
            {
                continue;
            }

            var was = before.GetValueOrDefault((kind, condition.Subject)) ?? new(kind, condition.Subject, now, 0, null, "");
            var times = 1 + (int)Math.Max(0, (now - was.Since) / Again);
            if (times > was.TimesTold)
            {
                tell.Add((was with { TimesTold = times, AbsentSince = null }, condition));
            }
            else if (was.AbsentSince is not null)
            {
                keep.Add(was with { AbsentSince = null });
            }
        }

        var absent = known.Where(k => found.ContainsKey(k.Kind) && !present.Contains((k.Kind, k.Subject))).ToList();
        keep.AddRange(absent.Where(k => k.AbsentSince is null).Select(k => k with { AbsentSince = now }));
        return new(tell, keep, [.. absent.Where(k => now - k.AbsentSince >= Calm)]);
    }
}
