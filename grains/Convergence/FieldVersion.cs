using System.Text.Json.Serialization;

namespace MoodleGrains.Convergence;

/// <summary>What kind of word it was; in the same second the higher rank wins.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SourcePrecedence>))]
public enum SourcePrecedence
{
    /// <summary>A webhook: created.</summary>
    [JsonStringEnumMemberName("created")]
    Created,

    /// <summary>A webhook: updated.</summary>
    [JsonStringEnumMemberName("updated")]
    Updated,

    /// <summary>A poll: read from Moodle's web service, exact, after the commit.</summary>
    [JsonStringEnumMemberName("polled")]
    Polled,

    /// <summary>A webhook or a direct question: gone.</summary>
    [JsonStringEnumMemberName("deleted")]
    Deleted,
}

/// <summary>The version of a value, as the law of convergence weighs it.</summary>
/// <param name="Modified">
/// The row's own <c>timemodified</c> (Unix seconds, the site's clock), where the observation carried the row; null where it did not.
/// </param>
/// <param name="Told">
/// When the site said so (Unix seconds): <c>timecreated</c> of the event, for a poll the HTTP Date of the request.
/// </param>
/// <param name="Rank">What kind of word it was.</param>
public readonly record struct FieldVersion(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Modified,
    long Told,
    SourcePrecedence Rank)
{
    /// <summary>
    /// Compares two versions: by the row's own time where both carry it, then by when they were told, then by rank.
    /// A move of a course does not touch its row's time, which is why the second step is not left out at a tie of the first.
    /// </summary>
    /// <param name="other">The version to compare with.</param>
    /// <returns>Above 0 if this one is newer, below 0 if older, 0 at a tie (then the later arrival wins and is contested).</returns>
    public int Against(FieldVersion other)
    {
        if (Modified is { } mine && other.Modified is { } theirs && mine != theirs)
        {
            return mine.CompareTo(theirs);
        }

        var told = Told.CompareTo(other.Told);
        return told != 0 ? told : Rank.CompareTo(other.Rank);
    }
}
