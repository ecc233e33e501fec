using MoodleGrains.Convergence;

namespace MoodleGrains.Categories;

/// <summary>The category is gone, for good.</summary>
/// <param name="Stamp">When it was told.</param>
public sealed record ObserveCategoryDeleted(FieldVersion Stamp) : ICommand;
