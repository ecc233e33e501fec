using MoodleGrains.Digests;
using MoodleGrains.Texts;

namespace MoodleGrains.Silo.Mail;

/// <summary>Writes digests and invitations. Pure.</summary>
internal static class DigestLetter
{
    /// <summary>The letter.</summary>
    /// <param name="facts">What it tells.</param>
    /// <param name="language">In which language.</param>
    /// <param name="zone">In whose time.</param>
    /// <param name="settings">Where to change it.</param>
    /// <param name="end">Where to end it.</param>
    /// <returns>The text.</returns>
    public static LetterText Write(DigestFacts facts, string language, string zone, Uri settings, Uri end)
    {
        var words = LetterWords.Of(language);
        List<LetterSection> sections =
        [
            new(words.Coming, facts.Coming.Count == 0
                ? [new(words.Nothing)]
                : [.. facts.Coming
                    .Select(c => new LetterLine($"{words.At(c.StartsAt, zone)} · {Named(c.Name, c.Course, words)}", c.Link))]),
        ];
        if (facts.Changes.Count > 0)
        {
            sections.Add(new(words.Changes, [.. facts.Changes.Select(change => Line(change, words, zone))]));
        }

        return new(
            words.Language,
            LetterWords.Filled(words.DigestSubject, facts.Coming.Count, facts.Changes.Count),
            sections,
            [new(LetterWords.Filled(words.Zone, zone)), new(words.Change, settings), new(words.End, end)]);
    }

    /// <summary>The invitation.</summary>
    /// <param name="language">In which language.</param>
    /// <param name="settings">Where to switch the digest on.</param>
    /// <returns>The text.</returns>
    public static LetterText Invite(string language, Uri settings)
    {
        var words = LetterWords.Of(language);
        return new(
            words.Language,
            words.InvitationSubject,
            [new(null, new LetterLine(words.Invitation), new LetterLine(words.SwitchOn, settings))],
            [new(words.Why)]);
    }

    private static LetterLine Line(Change change, LetterWords words, string zone)
    {
        var name = change.Course ? PlainName.Of(change.Name, words.Language) : Named(change.Name, change.Of, words);
        var timed = $"{name}, {words.At(change.StartsAt, zone)}";

        // The weightiest word says it all: who is told that a thing is new or gone needs no list of what was done to it.
        string[] order = [ChangeRow.Cancelled, ChangeRow.Added, ChangeRow.Rescheduled, ChangeRow.Renamed, ChangeRow.Described];
        var (text, link) = (order.First(change.What.Contains), change.Course) switch
        {
            (ChangeRow.Cancelled, true) => (LetterWords.Filled(words.CourseGone, name), null),
            (ChangeRow.Cancelled, false) => (LetterWords.Filled(words.Cancelled, timed), null),
            (ChangeRow.Added, _) => (LetterWords.Filled(words.New, timed), change.Link),
            (ChangeRow.Rescheduled, true) => (LetterWords.Filled(words.Rescheduled, name), change.Link),
            (ChangeRow.Rescheduled, false) => (LetterWords.Filled(words.Rescheduled, timed), change.Link),
            (ChangeRow.Renamed, _) => (LetterWords.Filled(words.Renamed, name), change.Link),
            _ => (LetterWords.Filled(words.Described, name), change.Link),
        };
        return new(text, link);
    }

    private static string Named(string conference, string? course, LetterWords words) =>
        $"{PlainName.Of(conference, words.Language)} ({PlainName.Of(course, words.Language)})";
}
