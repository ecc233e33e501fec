using MoodleGrains.Categories;
using MoodleGrains.Convergence;
using static MoodleGrains.Grains.Tests.Stamps;

namespace MoodleGrains.Grains.Tests.Categories;

public sealed class CategoryTests
{
    private const CategoryField All = CategoryField.Name | CategoryField.Parent | CategoryField.ModifiedAt;

    [Fact]
    public void A_category_is_made_by_the_first_word_on_it_and_moved_by_a_newer_one() => Given.No<Category>()
        .When(Told("Languages", 0, Row(100)))
        .Then(new CategoryCreated("Languages", null, 0, null, null, 0, All, Row(100)))
        .When(Told("Languages", 3, Row(200)))
        .Then(new CategoryMoved(3, All, Row(200)));

    [Fact]
    public void A_webhook_without_the_row_tells_only_that_it_changed() => Given.No<Category>()
        .When(Told("Languages", 0, Row(100)), new ObserveCategory(null, null, null, null, null, Updated(150)))
        .Then(new CategoryTouched(CategoryField.ModifiedAt, Updated(150)));

    [Fact]
    public void A_name_that_looks_like_a_number_is_mended_by_a_poll() => Given.No<Category>()
        .When(Told(Damaged("2030"), 0, Row(100)), Told("2030.0", 0, Polled(100, 300)))
        .Then(new CategoryRenamed("2030.0", 0, All, Polled(100, 300)));

    [Fact]
    public void A_deleted_category_stays_deleted()
    {
        var scene = Given.No<Category>().When(Told("A", 0, Row(100)), new ObserveCategoryDeleted(Deleted(200)), Told("B", 0, Row(300)));
        scene.ThenNothing();
        scene.Rows<CategoryRow>()["category-campus-1"].DeletedAt.ShouldBe(200);
    }

    private static ObserveCategory Told(Observed<string> name, long parent, FieldVersion stamp)
        => new(name, null, parent, null, null, stamp);
}
