namespace MoodleGrains.Rosters;

/// <summary>A course that is there, and who is to be in it, and is.</summary>
/// <param name="Match">The course.</param>
/// <param name="Now">As Moodle holds it.</param>
/// <param name="Known">Who is listed.</param>
/// <param name="There">Who is in it.</param>
/// <param name="Remembered">What the last roster said of it.</param>
internal sealed record CoursePeople(
    CourseMatch Match, CourseNow Now, KnownMembers Known, IReadOnlyDictionary<long, MemberNow> There, RememberedKeys? Remembered)
{
    private Dictionary<long, string>? names;

    public string Key => Match.Wanted.Key;

    public string Path => Match.Wanted.Path;

    /// <summary>What the last roster called somebody.</summary>
    public string? NameOf(long user)
    {
        if (names is null)
        {
            names = [];
            foreach (var (key, id) in Remembered?.Found ?? new Dictionary<string, long>())
            {
                names.TryAdd(id, key);
            }
        }

        return names.GetValueOrDefault(user);
    }
}
