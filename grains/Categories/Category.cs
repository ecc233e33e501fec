using System.Text.Json.Serialization.Metadata;
using MoodleGrains.Convergence;

namespace MoodleGrains.Categories;

/// <summary>A course category as its grain knows it.</summary>
public sealed record Category : IAggregate<Category>
{
    /// <inheritdoc/>
    public static string Kind => "category";

    /// <inheritdoc/>
    public static Category Initial { get; } = new();

    /// <inheritdoc/>
    public static IReadOnlyList<EventType> Events => CategoryJson.Types;

    /// <inheritdoc/>
    public static JsonTypeInfo<Category> Snapshot => CategorySnapshotJson.It.Category;

    /// <inheritdoc/>
    public static int SnapshotVersion => 1;

    /// <summary>Whether it was ever heard of.</summary>
    public bool Exists { get; init; }

    /// <summary>When its deletion was told, Unix seconds; nothing changes after that.</summary>
    public long? DeletedAt { get; init; }

    /// <summary>The fields that have to be read from Moodle.</summary>
    public CategoryField Contested { get; init; }

    /// <summary>The name.</summary>
    public Field<string> Name { get; init; }

    /// <summary>The idnumber, empty if none.</summary>
    public Field<string> IdNumber { get; init; }

    /// <summary>The parent's id, 0 at the top.</summary>
    public Field<long> Parent { get; init; }

    /// <summary>The description's gist (<see cref="TextFingerprint"/>).</summary>
    public Field<string> Description { get; init; }

    /// <summary>Whether students see it.</summary>
    public Field<bool> Visible { get; init; }

    /// <summary>When its row was last changed, Unix seconds; when that was told, where the row was not.</summary>
    public Field<long> ModifiedAt { get; init; }

    /// <inheritdoc/>
    public static Decision Decide(Category state, ICommand command) => state.DeletedAt is not null
        ? Decision.Nothing
        : command switch
        {
            ObserveCategory c => ObserveCategory.Decide(state, c),
            ObserveCategoryDeleted c => Decision.Of(new CategoryDeleted(c.Stamp)),
            _ => Decision.Refuse(
                "unknown_command",
                $"A category has no command {command.GetType().Name}; send it to another kind of grain."),
        };

    /// <inheritdoc/>
    public static Category Evolve(Category state, IEvent @event) => @event switch
    {
        ICategoryFact e => Apply(Advance(state, e.Covers, e.Stamp), e),
        CategoryContested e => state with { Contested = state.Contested | e.Fields },
        CategoryDeleted e => state with { DeletedAt = e.Stamp.Told },
        _ => state,
    };

    private static Category Apply(Category covered, ICategoryFact fact) => fact switch
    {
        CategoryCreated e => covered with
        {
            Exists = true,
            Name = Text(covered.Name, e.Name, CategoryField.Name, e.Damaged, e.Stamp),
            IdNumber = Text(covered.IdNumber, e.IdNumber, CategoryField.IdNumber, e.Damaged, e.Stamp),
            Parent = e.ParentId is { } parent ? new(parent, e.Stamp, true) : covered.Parent,
            Description = Text(
                covered.Description,
                e.Description is null ? null : TextFingerprint.Of(e.Description),
                CategoryField.Description,
                e.Damaged,
                e.Stamp),
            Visible = e.Visible is { } visible ? new(visible, e.Stamp, true) : covered.Visible,
        },
        CategoryRenamed e => covered with { Name = Text(covered.Name, e.Name, CategoryField.Name, e.Damaged, e.Stamp) },
        CategoryReconfigured e => covered with
        {
            IdNumber = Text(covered.IdNumber, e.IdNumber, CategoryField.IdNumber, e.Damaged, e.Stamp),
        },
        CategoryMoved e => covered with { Parent = new(e.ParentId, e.Stamp, true) },
        CategoryDescribed e => covered with
        {
            Description = Text(covered.Description, TextFingerprint.Of(e.Description), CategoryField.Description, e.Damaged, e.Stamp),
        },
        CategoryHidden e => covered with { Visible = new(false, e.Stamp, true) },
        CategoryShown e => covered with { Visible = new(true, e.Stamp, true) },
        CategorySettled e => covered with
        {
            Name = covered.Name.Exact((e.Fields & CategoryField.Name) != 0),
            IdNumber = covered.IdNumber.Exact((e.Fields & CategoryField.IdNumber) != 0),
            Description = covered.Description.Exact((e.Fields & CategoryField.Description) != 0),
            Contested = covered.Contested & ~e.Fields,
        },
        _ => covered,
    };

    private static Category Advance(Category state, CategoryField covers, FieldVersion stamp) => state with
    {
        Name = state.Name.Covered((covers & CategoryField.Name) != 0, stamp),
        IdNumber = state.IdNumber.Covered((covers & CategoryField.IdNumber) != 0, stamp),
        Parent = state.Parent.Covered((covers & CategoryField.Parent) != 0, stamp),
        Description = state.Description.Covered((covers & CategoryField.Description) != 0, stamp),
        Visible = state.Visible.Covered((covers & CategoryField.Visible) != 0, stamp),
        ModifiedAt = (covers & CategoryField.ModifiedAt) != 0 ? new(stamp.Modified ?? stamp.Told, stamp, true) : state.ModifiedAt,
        Contested = stamp.Rank == SourcePrecedence.Polled ? state.Contested & ~covers : state.Contested,
    };

    private static Field<string> Text(Field<string> field, string? value, CategoryField bit, CategoryField damaged, FieldVersion stamp) =>
        value is null ? field : new(value, stamp, true, (damaged & bit) != 0);
}
