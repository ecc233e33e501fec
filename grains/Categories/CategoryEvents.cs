using System.Text.Json.Serialization;
using MoodleGrains.Convergence;

namespace MoodleGrains.Categories;

/// <summary>The fields of a category that have versions, as bits. Events write them as one number: values never change.</summary>
[Flags]
public enum CategoryField
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>The name.</summary>
    Name = 1,

    /// <summary>The idnumber.</summary>
    IdNumber = 2,

    /// <summary>The parent.</summary>
    Parent = 4,

    /// <summary>The description.</summary>
    Description = 8,

    /// <summary>Whether students see it.</summary>
    Visible = 16,

    /// <summary>When its row was last changed.</summary>
    ModifiedAt = 32,
}

/// <summary>
/// A fact about the fields of a category. A field that it does not carry and that stands in <see cref="Covers"/> was confirmed:
/// its value stays, its version becomes <see cref="Stamp"/>.
/// </summary>
public interface ICategoryFact : IEvent
{
    /// <summary>The fields whose version becomes <see cref="Stamp"/>, changed or not.</summary>
    CategoryField Covers { get; }

    /// <summary>The version.</summary>
    FieldVersion Stamp { get; }
}

/// <summary>A category was heard of for the first time.</summary>
/// <param name="Name">The name; null where not told, as all that follow.</param>
/// <param name="IdNumber">The idnumber, empty if none.</param>
/// <param name="ParentId">The parent's id, 0 at the top.</param>
/// <param name="Description">The description as stored (HTML), empty if none.</param>
/// <param name="Visible">Whether students see it.</param>
/// <param name="Damaged">The texts that the sender damaged.</param>
/// <param name="Covers">The fields told.</param>
/// <param name="Stamp">The version.</param>
public sealed record CategoryCreated(
    string? Name,
    string? IdNumber,
    long? ParentId,
    string? Description,
    bool? Visible,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] CategoryField Damaged,
    CategoryField Covers,
    FieldVersion Stamp) : ICategoryFact;

/// <summary>A category got another name.</summary>
/// <param name="Name">The new name.</param>
/// <param name="Damaged">The name, if the sender damaged it.</param>
/// <param name="Covers">The fields told.</param>
/// <param name="Stamp">The version.</param>
public sealed record CategoryRenamed(
    string Name,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] CategoryField Damaged,
    CategoryField Covers,
    FieldVersion Stamp) : ICategoryFact;

/// <summary>A category got another idnumber.</summary>
/// <param name="IdNumber">The new idnumber, empty if none.</param>
/// <param name="Damaged">The idnumber, if the sender damaged it.</param>
/// <param name="Covers">The fields told.</param>
/// <param name="Stamp">The version.</param>
public sealed record CategoryReconfigured(
    string IdNumber,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] CategoryField Damaged,
    CategoryField Covers,
    FieldVersion Stamp) : ICategoryFact;

/// <summary>A category was moved below another one.</summary>
/// <param name="ParentId">The new parent's id, 0 at the top.</param>
/// <param name="Covers">The fields told.</param>
/// <param name="Stamp">The version.</param>
public sealed record CategoryMoved(long ParentId, CategoryField Covers, FieldVersion Stamp) : ICategoryFact;

/// <summary>A category got another description.</summary>
/// <param name="Description">The new description as stored (HTML), empty if none.</param>
/// <param name="Damaged">The description, if the sender damaged it.</param>
/// <param name="Covers">The fields told.</param>
/// <param name="Stamp">The version.</param>
public sealed record CategoryDescribed(
    string Description,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] CategoryField Damaged,
    CategoryField Covers,
    FieldVersion Stamp) : ICategoryFact;

/// <summary>A category was hidden from students.</summary>
/// <param name="Covers">The fields told.</param>
/// <param name="Stamp">The version.</param>
public sealed record CategoryHidden(CategoryField Covers, FieldVersion Stamp) : ICategoryFact;

/// <summary>A category was shown to students.</summary>
/// <param name="Covers">The fields told.</param>
/// <param name="Stamp">The version.</param>
public sealed record CategoryShown(CategoryField Covers, FieldVersion Stamp) : ICategoryFact;

/// <summary>A newer word left the values of a category as they are: only their versions advance.</summary>
/// <param name="Covers">The fields told.</param>
/// <param name="Stamp">The version.</param>
public sealed record CategoryTouched(CategoryField Covers, FieldVersion Stamp) : ICategoryFact;

/// <summary>Two words of one version disagree, or a damaged text does not fit the exact one: it has to be read from Moodle.</summary>
/// <param name="Fields">The fields in doubt.</param>
/// <param name="Stamp">The version of the later word.</param>
public sealed record CategoryContested(CategoryField Fields, FieldVersion Stamp) : IEvent;

/// <summary>An exact word confirmed values that were contested or damaged.</summary>
/// <param name="Fields">The fields that are no longer in doubt.</param>
/// <param name="Covers">The fields told.</param>
/// <param name="Stamp">The version.</param>
public sealed record CategorySettled(CategoryField Fields, CategoryField Covers, FieldVersion Stamp) : ICategoryFact;

/// <summary>A category was deleted, for good.</summary>
/// <param name="Stamp">When it was told.</param>
public sealed record CategoryDeleted(FieldVersion Stamp) : IEvent;
