using MoodleGrains.Announcements;
using MoodleGrains.Conferences;
using MoodleGrains.Rules;

namespace MoodleGrains.Grains.Tests.Announcements;

/// <summary>A class as its Moodle has it, and the rule that announces it.</summary>
internal sealed class ModelClass
{
    private const long Day = 86400;

    public ConferenceRow Row { get; set; } = new()
    {
        DocumentId = "conference-campus-41",
        Site = "campus",
        Id = 41,
        Module = "bigbluebuttonbn",
        Name = "Lecture",
        JoinUrl = "https://moodle.example/mod/bigbluebuttonbn/view.php?id=41",
    };

    public RuleTerms Terms { get; set; } = new(
        new(RuleScope.Site), "900000000000000001", "700000000000000001", [5], "en", RuleTerms.Delete, null, true, null, 60);

    public bool InScope { get; set; } = true;

    public bool Cancelled => Row.Status == ConferenceRow.Cancelled;

    public DesiredAnnouncement? Wanted() => InScope
        ? AnnouncementMatcher.Of([new("all", Terms)], Row, null, [], Quiet).Values.SingleOrDefault()
        : null;

    /// <summary>How it stands, said again in other words than the grain's.</summary>
    public string Phase(long now)
    {
        var end = Row.EndsAt > Row.StartsAt ? Row.EndsAt : Row.StartsAt + (Terms.AssumedMinutes * 60);
        return Cancelled ? Card.Cancelled
            : Row.StartsAt is null ? Row.Running ? Card.Running : "none"
            : now < Row.StartsAt ? Card.Scheduled
            : now < end || (Row.EndsAt is null && Row.Running) ? Card.Open
            : Card.Ended;
    }

    /// <summary>The card of a kind, about the class as it is.</summary>
    public Card About(string kind)
    {
        var odd = Row.EndsAt <= Row.StartsAt;
        return new(
            kind, "en", Row.Name!, null, Row.StartsAt, odd
                ? Row.StartsAt + (Terms.AssumedMinutes * 60)
                : Row.EndsAt, Row.JoinUrl, null, odd);
    }

    public static bool IsQuiet(long at) => at % Day is >= 22 * 3600 or < 7 * 3600;

    /// <summary>Quiet from 22 to 7, UTC.</summary>
    private static List<Spell> Quiet(QuietHours? quiet, long? startsAt, IReadOnlyList<int> leads) =>
        quiet is null || startsAt is not { } start
            ? []
            : [.. Enumerable.Range(-9, 11).Select(day => ((start / Day) + day) * Day)
                .Select(night => new Spell(night + (22 * 3600), night + (31 * 3600)))];
}
