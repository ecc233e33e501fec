using MoodleGrains.Convergence;

namespace MoodleGrains.Categories;

/// <summary>How a category stands, as a webhook or a poll told it; what was not told is null.</summary>
/// <param name="Name">The name as stored in Moodle.</param>
/// <param name="IdNumber">The idnumber; empty if none (the web service says null, nosey says "").</param>
/// <param name="ParentId">The parent's id, 0 at the top.</param>
/// <param name="Description">The description as stored (HTML); empty if none.</param>
/// <param name="Visible">Whether students see it.</param>
/// <param name="Stamp">The version of all of them.</param>
public sealed record ObserveCategory(
    Observed<string>? Name,
    Observed<string>? IdNumber,
    long? ParentId,
    Observed<string>? Description,
    bool? Visible,
    FieldVersion Stamp) : ICommand
{
    internal static Decision Decide(Category category, ObserveCategory command)
    {
        var stamp = command.Stamp;

        // A poll that does not read the row's time knows nothing of it; a webhook without the row is told by a change.
        var modifiedAt = stamp.Modified ?? (stamp.Rank == SourcePrecedence.Polled ? null : stamp.Told);
        var description = command.Description is { } text
            ? new Observed<string>(TextFingerprint.Of(text.Value), text.Damaged)
            : (Observed<string>?)null;
        var weighing = new FieldMerge(stamp, (int)category.Contested);
        weighing.Text(category.Name, command.Name, (int)CategoryField.Name);
        weighing.Text(category.IdNumber, command.IdNumber, (int)CategoryField.IdNumber);
        weighing.Value(category.Parent, command.ParentId, (int)CategoryField.Parent);
        weighing.Text(category.Description, description, (int)CategoryField.Description);
        weighing.Value(category.Visible, command.Visible, (int)CategoryField.Visible);
        weighing.Value(category.ModifiedAt, modifiedAt, (int)CategoryField.ModifiedAt);
        if (!category.Exists)
        {
            return Decision.Of(new CategoryCreated(
                command.Name?.Value,
                command.IdNumber?.Value,
                command.ParentId,
                command.Description?.Value,
                command.Visible,
                (CategoryField)weighing.Damaged,
                (CategoryField)weighing.Covers,
                stamp));
        }

        return weighing.Tells ? Decision.Of(Facts(weighing, command)) : Decision.Nothing;
    }

    private static List<IEvent> Facts(FieldMerge weighing, ObserveCategory told)
    {
        var stamp = told.Stamp;
        var changed = (CategoryField)weighing.Changed & ~CategoryField.ModifiedAt;
        var damaged = (CategoryField)weighing.Damaged;
        var rest = (CategoryField)weighing.Covers & ~changed;
        var facts = new List<IEvent>(1);

        CategoryField Covers(CategoryField own)
        {
            var covers = own | rest;
            rest = CategoryField.None;
            return covers;
        }

        if ((changed & CategoryField.Name) != 0)
        {
            facts.Add(new CategoryRenamed(told.Name!.Value.Value, damaged & CategoryField.Name, Covers(CategoryField.Name), stamp));
        }

        if ((changed & CategoryField.IdNumber) != 0)
        {
            facts.Add(new CategoryReconfigured(
                told.IdNumber!.Value.Value,
                damaged & CategoryField.IdNumber,
                Covers(CategoryField.IdNumber),
                stamp));
        }

        if ((changed & CategoryField.Parent) != 0)
        {
            facts.Add(new CategoryMoved(told.ParentId!.Value, Covers(CategoryField.Parent), stamp));
        }

        if ((changed & CategoryField.Description) != 0)
        {
            facts.Add(new CategoryDescribed(
                told.Description!.Value.Value,
                damaged & CategoryField.Description,
                Covers(CategoryField.Description),
                stamp));
        }

        if ((changed & CategoryField.Visible) != 0)
        {
            var covers = Covers(CategoryField.Visible);
            facts.Add(told.Visible == true ? new CategoryShown(covers, stamp) : new CategoryHidden(covers, stamp));
        }

        if (weighing.Settled != 0)
        {
            facts.Add(new CategorySettled((CategoryField)weighing.Settled, Covers(CategoryField.None), stamp));
        }

        if (rest != 0)
        {
            facts.Add(new CategoryTouched(rest, stamp));
        }

        if (weighing.Contested != 0)
        {
            facts.Add(new CategoryContested((CategoryField)weighing.Contested, stamp));
        }

        return facts;
    }
}
