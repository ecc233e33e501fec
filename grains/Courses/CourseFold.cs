using MoodleGrains.Convergence;

namespace MoodleGrains.Courses;

/// <summary>The fold of a course's fields: what a fact carries is taken, what it covers advances.</summary>
internal static class CourseFold
{
    /// <summary>State and fact to state.</summary>
    /// <param name="course">The state before.</param>
    /// <param name="fact">The fact.</param>
    /// <returns>The state after.</returns>
    public static Course Apply(Course course, ICourseFact fact)
    {
        var covered = Advance(course, fact.Covers, fact.Stamp);
        return fact switch
        {
            CourseCreated e => Created(covered, e),
            CourseRenamed e => covered with
            {
                ShortName = Text(covered.ShortName, e.ShortName, CourseField.ShortName, e.Damaged, e.Stamp),
                FullName = Text(covered.FullName, e.FullName, CourseField.FullName, e.Damaged, e.Stamp),
            },
            CourseMoved e => covered with { Category = Number(covered.Category, e.CategoryId, e.Stamp) },
            CourseHidden e => covered with { Visible = new(false, e.Stamp, true) },
            CourseShown e => covered with { Visible = new(true, e.Stamp, true) },
            CourseRescheduled e => covered with
            {
                StartsAt = Number(covered.StartsAt, e.StartsAt, e.Stamp),
                EndsAt = Number(covered.EndsAt, e.EndsAt, e.Stamp),
            },
            CourseDescribed e => covered with
            {
                Summary = Text(covered.Summary, TextFingerprint.Of(e.Summary), CourseField.Summary, e.Damaged, e.Stamp),
            },
            CourseReconfigured e => covered with
            {
                IdNumber = Text(covered.IdNumber, e.IdNumber, CourseField.IdNumber, e.Damaged, e.Stamp),
                Format = Text(covered.Format, e.Format, CourseField.Format, e.Damaged, e.Stamp),
                Language = Text(covered.Language, e.Language, CourseField.Language, e.Damaged, e.Stamp),
                CreatedAt = Number(covered.CreatedAt, e.CreatedAt, e.Stamp),
            },
            CourseSettled e => Settled(covered, e.Fields),
            _ => covered,
        };
    }

    private static Course Created(Course course, CourseCreated e) => course with
    {
        Exists = true,
        ShortName = Text(course.ShortName, e.ShortName, CourseField.ShortName, e.Damaged, e.Stamp),
        FullName = Text(course.FullName, e.FullName, CourseField.FullName, e.Damaged, e.Stamp),
        IdNumber = Text(course.IdNumber, e.IdNumber, CourseField.IdNumber, e.Damaged, e.Stamp),
        Category = Number(course.Category, e.CategoryId, e.Stamp),
        Summary = Text(course.Summary, e.Summary is null ? null : TextFingerprint.Of(e.Summary), CourseField.Summary, e.Damaged, e.Stamp),
        Visible = e.Visible is { } visible ? new(visible, e.Stamp, true) : course.Visible,
        Format = Text(course.Format, e.Format, CourseField.Format, e.Damaged, e.Stamp),
        Language = Text(course.Language, e.Language, CourseField.Language, e.Damaged, e.Stamp),
        StartsAt = Number(course.StartsAt, e.StartsAt, e.Stamp),
        EndsAt = Number(course.EndsAt, e.EndsAt, e.Stamp),
        CreatedAt = Number(course.CreatedAt, e.CreatedAt, e.Stamp),
    };

    private static Course Advance(Course course, CourseField covers, FieldVersion stamp) => course with
    {
        ShortName = course.ShortName.Covered((covers & CourseField.ShortName) != 0, stamp),
        FullName = course.FullName.Covered((covers & CourseField.FullName) != 0, stamp),
        IdNumber = course.IdNumber.Covered((covers & CourseField.IdNumber) != 0, stamp),
        Category = course.Category.Covered((covers & CourseField.Category) != 0, stamp),
        Summary = course.Summary.Covered((covers & CourseField.Summary) != 0, stamp),
        Visible = course.Visible.Covered((covers & CourseField.Visible) != 0, stamp),
        Format = course.Format.Covered((covers & CourseField.Format) != 0, stamp),
        Language = course.Language.Covered((covers & CourseField.Language) != 0, stamp),
        StartsAt = course.StartsAt.Covered((covers & CourseField.StartsAt) != 0, stamp),
        EndsAt = course.EndsAt.Covered((covers & CourseField.EndsAt) != 0, stamp),
        CreatedAt = course.CreatedAt.Covered((covers & CourseField.CreatedAt) != 0, stamp),
        ModifiedAt = (covers & CourseField.ModifiedAt) != 0 ? new(stamp.Modified ?? stamp.Told, stamp, true) : course.ModifiedAt,
        Contested = stamp.Rank == SourcePrecedence.Polled ? course.Contested & ~covers : course.Contested,
    };

    private static Course Settled(Course course, CourseField fields) => course with
    {
        ShortName = course.ShortName.Exact((fields & CourseField.ShortName) != 0),
        FullName = course.FullName.Exact((fields & CourseField.FullName) != 0),
        IdNumber = course.IdNumber.Exact((fields & CourseField.IdNumber) != 0),
        Summary = course.Summary.Exact((fields & CourseField.Summary) != 0),
        Format = course.Format.Exact((fields & CourseField.Format) != 0),
        Language = course.Language.Exact((fields & CourseField.Language) != 0),
        Contested = course.Contested & ~fields,
    };

    private static Field<string> Text(Field<string> field, string? value, CourseField bit, CourseField damaged, FieldVersion stamp) =>
        value is null ? field : new(value, stamp, true, (damaged & bit) != 0);

    private static Field<long> Number(Field<long> field, long? value, FieldVersion stamp) =>
        value is { } number ? new(number, stamp, true) : field;
}
