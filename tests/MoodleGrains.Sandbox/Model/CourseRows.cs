namespace MoodleGrains.Sandbox.Model;

/// <summary>
/// A table of who is in which course, in the order in which the database lists it (a changed row goes to the end), found by course
/// and by user without reading it whole.
/// </summary>
/// <typeparam name="T">The row.</typeparam>
/// <param name="id">Its id.</param>
/// <param name="course">Its course.</param>
/// <param name="user">Its user.</param>
internal sealed class CourseRows<T>(Func<T, long> id, Func<T, long> course, Func<T, long> user)
    where T : class
{
    private readonly Dictionary<long, SortedDictionary<long, T>> byCourse = [];
    private readonly Dictionary<long, SortedDictionary<long, T>> byUser = [];
    private readonly SortedDictionary<long, T> all = [];
    private readonly Dictionary<long, long> places = [];
    private long last;

    /// <summary>All rows.</summary>
    public IReadOnlyCollection<T> All => all.Values;

    /// <summary>The rows of a course.</summary>
    public IReadOnlyCollection<T> Of(long courseId) => byCourse.TryGetValue(courseId, out var rows) ? rows.Values : [];

    /// <summary>The rows of a user.</summary>
    public IReadOnlyCollection<T> OfUser(long userId) => byUser.TryGetValue(userId, out var rows) ? rows.Values : [];

    /// <summary>The rows of a user in a course.</summary>
    public List<T> Of(long courseId, long userId) => [.. OfUser(userId).Where(row => course(row) == courseId)];

    /// <summary>Puts a row at the end.</summary>
    public void Add(T row)
    {
        var place = ++last;
        places[id(row)] = place;
        all[place] = row;
        Rows(byCourse, course(row))[place] = row;
        Rows(byUser, user(row))[place] = row;
    }

    /// <summary>Takes a row away.</summary>
    public void Remove(T row)
    {
        if (places.Remove(id(row), out var place))
        {
            all.Remove(place);
            byCourse[course(row)].Remove(place);
            byUser[user(row)].Remove(place);
        }
    }

    private static SortedDictionary<long, T> Rows(Dictionary<long, SortedDictionary<long, T>> index, long key) =>
        index.TryGetValue(key, out var rows) ? rows : index[key] = [];
}
