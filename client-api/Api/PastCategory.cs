using MoodleGrains.Categories;
using CategoryGrain = MoodleGrains.Categories.Category;

namespace MoodleGrains.ClientApi.Api;

/// <summary>A category as it was committed at an instant.</summary>
internal static class PastCategory
{
    public static async Task<Category?> CategoryAt(
        this IEventReader reader, string site, long id, DateTime at, CancellationToken cancellationToken) =>
        await reader.RowAt<CategoryRow>(StreamKey.For(CategoryGrain.Kind, site, id), at, cancellationToken) is not { } category
            ? null
            : new()
            {
                Site = category.Site,
                Id = category.Id,
                Name = category.Name,
                IdNumber = category.IdNumber,
                ParentId = category.ParentId,
                Description = category.Description,
                Visible = category.Visible,
                ModifiedAt = Past.Utc(category.ModifiedAt),
                DeletedAt = Past.Utc(category.DeletedAt),
            };
}
