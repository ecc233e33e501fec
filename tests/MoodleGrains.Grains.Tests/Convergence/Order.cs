namespace MoodleGrains.Grains.Tests.Convergence;

/// <summary>What the way to the grains does to what the site said.</summary>
internal static class Order
{
    public static List<Saying> Mangled(IReadOnlyList<Saying> said, Random random)
    {
        var lost = random.Next(2) * random.NextDouble();
        var kept = said.Where(_ => random.NextDouble() >= lost).ToList();
        var doubled = kept.Where(_ => random.Next(4) == 0).ToList();
        var heard = random.Next(4) == 0 ? kept : Reordered(kept, random);
        foreach (var saying in doubled)
        {
            heard.Insert(random.Next(heard.Count + 1), saying);
        }

        return heard;
    }

    /// <summary>Seconds come in any order; within a second the order stays.</summary>
    public static List<Saying> Reordered(IEnumerable<Saying> said, Random random)
    {
        var places = new Dictionary<long, double>();
        var far = random.Next(1, 50);
        return [.. said.OrderBy(saying =>
        {
            if (!places.TryGetValue(saying.Second, out var place))
            {
                places.Add(saying.Second, place = saying.Second + (random.NextDouble() * far));
            }

            return place;
        })];
    }

    /// <summary>Polls of one grain keep their order: the poller asks one thing after the other.</summary>
    public static IEnumerable<Saying> Shuffled(IEnumerable<Saying> polls, Random random)
    {
        var groups = polls.GroupBy(poll => poll.Grain).Select(group => group.ToList()).ToArray();
        random.Shuffle(groups);
        return groups.SelectMany(group => group);
    }
}
