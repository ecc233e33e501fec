using System.Globalization;

namespace MoodleGrains.Polling;

/// <summary>
/// A hint: something changed in Moodle, or is contested, and is to be read. Asked for twice, at +3 s (a sender may tell before
/// Moodle's commit) and at +60 s (it may tell long before it), once for each thing and slot of time.
/// </summary>
/// <param name="Site">The slug of the site.</param>
/// <param name="Scope">What is to be read, one of <see cref="ReadScope"/>.</param>
/// <param name="Id">Of which row: the course's id; for a category or user theirs; 0 for the site itself.</param>
/// <param name="User">For completions whose; 0 otherwise.</param>
public sealed record ReadSoon(string Site, string Scope, long Id, long User = 0) : IEffectBody
{
    // What happens in bursts is read once: whole seconds of the site's clock are put together by these.
    private const long SoonSlot = 2;
    private const long LaterSlot = 20;
    private const long Soon = 3;
    private const long Later = 60;

    // A sender may tell any number; the outbox keeps times up to the year 9999.
    private const long LastTime = 253_402_300_000;

    /// <summary>The key: readings of one thing follow each other, those of different things need not.</summary>
    /// <returns><c>read-{site}-{scope}-{id}</c>, with the user behind it where there is one.</returns>
    public string Key() => string.Create(
        CultureInfo.InvariantCulture, $"read-{Site}-{Scope}-{Id}{(User == 0 ? "" : "-" + User.ToString(CultureInfo.InvariantCulture))}");

    /// <summary>The two readings that follow from a word.</summary>
    /// <param name="told">When it was told, Unix seconds by the site's clock.</param>
    /// <returns>The effects; the same ones for all words of a slot.</returns>
    public IReadOnlyList<Effect> Effects(long told) => [At(told, SoonSlot, Soon), At(told, LaterSlot, Later)];

    // Due behind the slot's end, so that no word of the slot is told after its reading.
    private Effect At(long told, long slot, long after)
    {
        var end = ((Math.Clamp(told, 0, LastTime) + slot - 1) / slot) * slot;
        return new(Key(), string.Create(CultureInfo.InvariantCulture, $"{Key()}-{after}-{end}"), this, end + after);
    }
}

/// <summary>What a hint names.</summary>
public static class ReadScope
{
    /// <summary>The fields of a course.</summary>
    public const string Course = "course";

    /// <summary>The conferences and calendar entries of a course; of the site where the id is 0.</summary>
    public const string Conferences = "conferences";

    /// <summary>One conference, by its course module's id.</summary>
    public const string Conference = "conference";

    /// <summary>Who takes part in a course.</summary>
    public const string Enrolments = "enrolments";

    /// <summary>A category; all of them where the id is 0.</summary>
    public const string Category = "category";

    /// <summary>A user's account.</summary>
    public const string User = "user";

    /// <summary>The completions of one user in one course.</summary>
    public const string Completions = "completions";
}
