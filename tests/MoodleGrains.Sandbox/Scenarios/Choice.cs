namespace MoodleGrains.Sandbox.Scenarios;

/// <summary>Picks one of many.</summary>
internal static class Choice
{
    /// <summary>One of them, or null if there are none.</summary>
    public static T? Any<T>(this Random random, IEnumerable<T> all)
        where T : class
    {
        var list = all.ToList();
        return list.Count == 0 ? null : list[random.Next(list.Count)];
    }
}
