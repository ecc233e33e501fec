using MoodleGrains.Convergence;

namespace MoodleGrains.Courses;

/// <summary>
/// The facts that follow from one weighed observation of a course. The first one also covers whatever the observation confirmed,
/// so that an observation that changes one thing gives one event.
/// </summary>
internal static class CourseFacts
{
    private const CourseField Names = CourseField.ShortName | CourseField.FullName;
    private const CourseField Times = CourseField.StartsAt | CourseField.EndsAt;
    private const CourseField Settings =
        CourseField.IdNumber | CourseField.Format | CourseField.Language | CourseField.CreatedAt;

    /// <summary>The first word on a course.</summary>
    /// <param name="weighing">What was told.</param>
    /// <param name="told">The values.</param>
    /// <param name="stamp">The version.</param>
    /// <returns>The fact.</returns>
    public static CourseCreated Created(FieldMerge weighing, CourseFields told, FieldVersion stamp) => new(
        told.ShortName?.Value,
        told.FullName?.Value,
        told.IdNumber?.Value,
        told.CategoryId,
        told.Summary?.Value,
        told.Visible,
        told.Format?.Value,
        told.Language?.Value,
        told.StartsAt,
        told.EndsAt,
        told.CreatedAt,
        (CourseField)weighing.Damaged,
        (CourseField)weighing.Covers,
        stamp);

    /// <summary>A later word.</summary>
    /// <param name="weighing">What it changes, confirms, contests and settles.</param>
    /// <param name="told">The values.</param>
    /// <param name="stamp">The version.</param>
    /// <returns>The facts, in order.</returns>
    public static List<IEvent> Of(FieldMerge weighing, CourseFields told, FieldVersion stamp)
    {
        var changed = (CourseField)weighing.Changed & ~CourseField.ModifiedAt;
        var damaged = (CourseField)weighing.Damaged;
        var rest = (CourseField)weighing.Covers & ~changed;
        var facts = new List<IEvent>(1);

        bool Has(CourseField bit) => (changed & bit) != 0;

        CourseField Covers(CourseField own)
        {
            var covers = (changed & own) | rest;
            rest = CourseField.None;
            return covers;
        }

        if (Has(Names))
        {
            facts.Add(new CourseRenamed(
                Has(CourseField.ShortName) ? told.ShortName?.Value : null,
                Has(CourseField.FullName) ? told.FullName?.Value : null,
                damaged & Names,
                Covers(Names),
                stamp));
        }

        if (Has(CourseField.Category))
        {
            facts.Add(new CourseMoved(told.CategoryId!.Value, Covers(CourseField.Category), stamp));
        }

        if (Has(CourseField.Visible))
        {
            var covers = Covers(CourseField.Visible);
            facts.Add(told.Visible == true ? new CourseShown(covers, stamp) : new CourseHidden(covers, stamp));
        }

        if (Has(Times))
        {
            facts.Add(new CourseRescheduled(
                Has(CourseField.StartsAt) ? told.StartsAt : null,
                Has(CourseField.EndsAt) ? told.EndsAt : null,
                Covers(Times),
                stamp));
        }

        if (Has(CourseField.Summary))
        {
            facts.Add(new CourseDescribed(
                told.Summary!.Value.Value,
                damaged & CourseField.Summary,
                Covers(CourseField.Summary),
                stamp));
        }

        if (Has(Settings))
        {
            facts.Add(new CourseReconfigured(
                Has(CourseField.IdNumber) ? told.IdNumber?.Value : null,
                Has(CourseField.Format) ? told.Format?.Value : null,
                Has(CourseField.Language) ? told.Language?.Value : null,
                Has(CourseField.CreatedAt) ? told.CreatedAt : null,
                damaged & Settings,
                Covers(Settings),
                stamp));
        }

        if (weighing.Settled != 0)
        {
            facts.Add(new CourseSettled((CourseField)weighing.Settled, Covers(CourseField.None), stamp));
        }

        if (rest != 0)
        {
            facts.Add(new CourseTouched(rest, stamp));
        }

        if (weighing.Contested != 0)
        {
            facts.Add(new CourseContested((CourseField)weighing.Contested, stamp));
        }

        return facts;
    }
}
