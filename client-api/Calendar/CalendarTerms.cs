using MoodleGrains.Conferences;
using MoodleGrains.Courses;
using MoodleGrains.Rules;

namespace MoodleGrains.ClientApi.Calendar;

/// <summary>Which conferences a calendar shows, and how.</summary>
/// <param name="Sql">The query, one of <see cref="CalendarQuery"/>.</param>
/// <param name="SubjectId">Its id of a course, a user or a category.</param>
internal sealed record CalendarTerms(string Sql, long? SubjectId = null)
{
    // What people are called before, unless a rule says otherwise.
    private static readonly int[] usualLead = [5];

    /// <summary>What the names must match; null for any.</summary>
    public RuleScope? Names { get; init; }

    /// <summary>How long before each start it reminds, minutes.</summary>
    public IReadOnlyList<int> LeadMinutes { get; init; } = usualLead;

    /// <summary>How long a conference lasts where no usable closing time is known, seconds.</summary>
    public long Assumed { get; init; } = ConferenceClock.UsualSeconds;

    /// <summary>Which language of names; null for their first.</summary>
    public string? Language { get; init; }

    /// <summary>What these terms add to the sequence of each entry: it rises when they change.</summary>
    public long Sequence { get; init; }

    /// <summary>When the terms changed, UTC.</summary>
    public DateTime ChangedAt { get; init; } = DateTime.UnixEpoch;

    /// <summary>The terms of a rule's calendar.</summary>
    /// <param name="rule">What the rule says.</param>
    /// <param name="revision">How often it was changed.</param>
    /// <param name="changedAt">When it was changed last, UTC.</param>
    /// <returns>The terms.</returns>
    public static CalendarTerms Of(RuleTerms rule, int revision, DateTime changedAt)
    {
        CalendarTerms terms = rule.Scope.Kind switch
        {
            RuleScope.Course => new(CalendarQuery.OfCourse, rule.Scope.Id),
            RuleScope.Category => new(CalendarQuery.OfCategory, rule.Scope.Id),
            RuleScope.Name => new(CalendarQuery.OfSite) { Names = rule.Scope },
            _ => new(CalendarQuery.OfSite),
        };
        return terms with
        {
            LeadMinutes = rule.LeadMinutes,
            Assumed = rule.AssumedMinutes * 60L,
            Language = rule.Language,
            Sequence = revision,
            ChangedAt = changedAt,
        };
    }

    /// <summary>Whether a conference that the query found is shown.</summary>
    /// <param name="site">The slug of the site.</param>
    /// <param name="row">The conference.</param>
    /// <returns>True if so.</returns>
    public bool Take(string site, CalendarRow row) => Names is null || Names.Matches(
        new ConferenceRow
        {
            DocumentId = ConferenceId.OfRow(site, row.Id).Value,
            Site = site,
            Id = row.Id,
            Module = row.Module ?? "",
            Name = row.Name,
        },
        row.CourseName is { } name
            ? new CourseRow { DocumentId = StreamKey.For(Course.Kind, site, 0).Value, Site = site, Id = 0, FullName = name }
            : null,
        [],
        Language);
}
