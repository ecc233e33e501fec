namespace MoodleGrains.Silo.Mail;

/// <summary>What a digest tells.</summary>
/// <param name="Coming">Conferences of the next seven days, by start.</param>
/// <param name="Changes">What changed in the user's courses since the last digest, in the order it became known.</param>
/// <param name="Through">The log position up to which changes were looked at.</param>
internal sealed record DigestFacts(IReadOnlyList<ComingConference> Coming, IReadOnlyList<Change> Changes, long Through)
{
    /// <summary>Whether there is anything to tell.</summary>
    public bool Any => Coming.Count + Changes.Count > 0;
}

/// <summary>A conference that is coming, or open.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Course">Its course's name.</param>
/// <param name="StartsAt">Its start, Unix seconds.</param>
/// <param name="Link">Its page in Moodle.</param>
internal sealed record ComingConference(string Name, string Course, long StartsAt, Uri? Link);

/// <summary>What changed of a course, or of a conference.</summary>
/// <param name="Course">Whether of a course.</param>
/// <param name="What">Words of <see cref="MoodleGrains.Digests.ChangeRow"/>.</param>
/// <param name="Name">Its name now.</param>
/// <param name="Of">The course of a conference.</param>
/// <param name="StartsAt">The start of a conference now, Unix seconds; null if none.</param>
/// <param name="Link">The page of a conference.</param>
internal sealed record Change(bool Course, IReadOnlyList<string> What, string Name, string? Of, long? StartsAt, Uri? Link);
