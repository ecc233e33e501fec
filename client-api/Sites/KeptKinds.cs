using System.Text.RegularExpressions;

namespace MoodleGrains.ClientApi.Sites;

/// <summary>The kinds of event that a site's hooks are stored for; the others are counted only.</summary>
public sealed class KeptKinds
{
    private const string OwnCalls = @"\core\event\webservice_function_called";

    private readonly IReadOnlyList<Regex>? listed;

    private KeptKinds(IReadOnlyList<Regex>? listed) => this.listed = listed;

    /// <summary>All but reads (<c>crud</c> = r) and the web-service calls of our own account.</summary>
    public static KeptKinds AllButReads { get; } = new(null);

    /// <summary>Exactly the listed kinds, reads too if listed.</summary>
    /// <param name="patterns">
    /// Names as Moodle writes them, <c>\core\event\course_updated</c>, or their last part alone, <c>course_updated</c>; <c>*</c> stands
    /// for any characters.
    /// </param>
    /// <returns>The kinds.</returns>
    public static KeptKinds Listed(IEnumerable<string> patterns) => new([.. patterns.Select(Compile)]);

    /// <summary>Whether a hook is stored.</summary>
    /// <param name="name">The event's name.</param>
    /// <param name="crud">Its crud.</param>
    /// <param name="userId">Who did it.</param>
    /// <param name="ownUserId">Our own account, if known.</param>
    /// <returns>True if it is.</returns>
    public bool Keeps(string name, char crud, long? userId, long? ownUserId)
    {
        if (listed is null) return crud != 'r' && !(name == OwnCalls && userId is not null && userId == ownUserId);
        foreach (var pattern in listed)
            if (pattern.IsMatch(name)) return true;
        return false;
    }

    private static Regex Compile(string pattern)
    {
        var text = Regex.Escape(pattern.Trim().TrimStart('\\')).Replace(@"\*", ".*", StringComparison.Ordinal);
        var before = pattern.Contains('\\', StringComparison.Ordinal) ? @"\A\\?" : @"\A(?:.*\\)?";
        return new Regex(before + text + @"\z", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
    }
}
