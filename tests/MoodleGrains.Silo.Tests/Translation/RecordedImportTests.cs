using MoodleGrains.Categories;
using MoodleGrains.Conferences;
using MoodleGrains.Convergence;
using MoodleGrains.Courses;
using MoodleGrains.Silo.Inbox;
using MoodleGrains.Silo.Inbox.Deliveries;
using MoodleGrains.Users;

namespace MoodleGrains.Silo.Tests;

/// <summary>The recorded webhooks in their order, against what the site held and answered at the same point.</summary>
public sealed class RecordedImportTests
{
    [Fact]
    public void What_the_grains_know_when_the_site_answered_is_what_it_answered()
    {
        var facts = Imported(RecordedSite.Before).Facts();
        var answered = RecordedSite.Answered();

        var told = facts.Where(fact => answered.ContainsKey(fact.Key)).ToDictionary(StringComparer.Ordinal);
        told.ShouldBe(told.ToDictionary(fact => fact.Key, fact => answered[fact.Key]), ignoreOrder: true);
        told.Keys.Order(StringComparer.Ordinal).ShouldBe(
        [
            "user-campus-3/completed 6 11",
            "user-campus-3/completed 6 12",
            "user-campus-3/completion 6 11",
            "user-campus-3/completion 6 12",
            "user-campus-4/completion 7 0",
        ]);
    }

    [Fact]
    public void What_the_site_answered_and_the_grains_do_not_know_was_never_sent_to_them()
    {
        var facts = Imported(RecordedSite.Before).Facts();

        var unknown = RecordedSite.Answered().Keys.Where(name => !facts.ContainsKey(name)).GroupBy(WhyLost).ToDictionary(why => why.Key);

        unknown.Keys.ShouldBe(
            ["made before the plugins were there", "nosey unpatched never sends course_completed", "nothing happened, so nothing was sent"],
            ignoreOrder: true);
    }

    [Fact]
    public void What_lives_for_the_grains_lives_on_the_site_and_what_went_is_gone()
    {
        var grains = Imported(RecordedSite.Before);
        var answered = RecordedSite.Answered().Keys.Select(name => name[..name.IndexOf('/', StringComparison.Ordinal)]).ToHashSet();

        Living(grains).ShouldBeSubsetOf(answered);
        Gone(grains.All<Course>(), course => course.DeletedAt).ShouldBe([12, 13, 15]);
        Gone(grains.All<Category>(), category => category.DeletedAt).ShouldBe([6, 7, 9]);
        Gone(grains.All<User>(), user => user.DeletedAt).ShouldBe([19]);
        Gone(grains.All<Conference>(), conference => conference.DeletedAt).ShouldBe([28]);
    }

    [Fact]
    public void A_course_updated_by_web_service_is_what_was_asked_for_but_for_its_numbers()
    {
        var asked = Recorded.Asked("core_course_update_courses", "success_unpatched");

        var course = Imported(Until("nosey", 6)).Of<Course>(12);

        course.FullName.Value.ShouldBe(asked.GetProperty("courses[0][fullname]").GetString());
        course.Visible.Value.ShouldBeFalse();
        (course.Category.Value, course.Format.Value, course.Language.Value).ShouldBe((6, "topics", ""));
        (course.StartsAt.Value, course.EndsAt.Value).ShouldBe((1800000000, 1810000000));
        (course.CreatedAt.Value, course.ModifiedAt.Value).ShouldBe((1795255467, 1795255468));

        // Lost to JSON_NUMERIC_CHECK, and known to be: the number that was sent, until the text is read from the site.
        asked.GetProperty("courses[0][shortname]").GetString().ShouldBe("3.10");
        (course.ShortName.Value, course.ShortName.Damaged).ShouldBe(("3.1", true));
        asked.GetProperty("courses[0][idnumber]").GetString().ShouldBe("+5");
        (course.IdNumber.Value, course.IdNumber.Damaged).ShouldBe(("5", true));

        asked.GetProperty("courses[0][summary]").GetString().ShouldBe("12345678901234567890");
        (course.Summary.Value, course.Summary.Damaged).ShouldBe(("1.2345678901234567e+19", true));

        // Hidden in the second in which it was changed: nobody but the site can tell which came last.
        course.Contested.ShouldBe(CourseField.Summary | CourseField.Visible);
    }

    [Fact]
    public void A_category_updated_by_web_service_is_what_was_asked_for_but_for_its_numbers()
    {
        var asked = Recorded.Asked("core_course_update_categories", "success_null");

        var category = Imported(Until("nosey", 17)).Of<Category>(7);

        (category.Parent.Value, category.Visible.Value, category.Description.Value).ShouldBe((3, true, "<p>0012</p>"));

        // Lost to JSON_NUMERIC_CHECK: as above.
        asked.GetProperty("categories[0][idnumber]").GetString().ShouldBe("1e3");
        (category.IdNumber.Value, category.IdNumber.Damaged).ShouldBe(("1000", true));
        asked.GetProperty("categories[0][name]").GetString().ShouldBe("2030");
        (category.Name.Value, category.Name.Damaged).ShouldBe(("2030", true));
        category.Contested.HasFlag(CategoryField.Name).ShouldBeTrue();
    }

    [Fact]
    public void The_participants_of_a_course_are_those_enrolled_in_it()
    {
        var enrolled = Imported(Until("nosey", 23)).Of<Course>(13).Participations;
        enrolled.Where(one => one.Value.Enrolled).Select(one => one.Key).Order().ShouldBe([3, 4, 5, 6]);
        enrolled.Values.ShouldAllBe(one => one.Active == true);

        var left = Imported(Until("nosey", 24)).Of<Course>(13).Participations;
        left.Where(one => one.Value.Enrolled).Select(one => one.Key).Order().ShouldBe([3, 5, 6]);
    }

    [Fact]
    public void The_roles_and_the_suspension_of_a_participant_are_followed()
    {
        var enrolled = Imported(Until("local_webhooks", 107)).Of<Course>(15).Participations;

        enrolled[19].RolesHeld().ShouldBe([5]);
        enrolled[15].RolesHeld().ShouldBe([3]);

        // The event of a suspension does not say what changed: it has to be read from the site.
        enrolled[19].Contested.ShouldBeTrue();
    }

    [Fact]
    public void What_was_sent_after_the_answers_is_followed_to_the_end()
    {
        var grains = Imported([.. RecordedSite.Before, .. RecordedSite.After]);

        var course = grains.Of<Course>(16);
        (course.ShortName.Value, course.FullName.Value, course.Category.Value).ShouldBe(("SEC-1", "Section lab", 3));
        grains.Of<Course>(17).DeletedAt.ShouldBe(1795256667);
        grains.Of<Category>(10).DeletedAt.ShouldBe(1795256667);
    }

    [Fact]
    public void Importing_everything_twice_changes_nothing()
    {
        IReadOnlyList<StoredDelivery> all = [.. RecordedSite.Before, .. RecordedSite.After];
        var once = Imported(all);

        Imported([.. all, .. all]).Facts().ShouldBe(once.Facts());
    }

    private static PureGrains Imported(IEnumerable<StoredDelivery> deliveries)
    {
        var grains = new PureGrains();
        foreach (var delivery in deliveries)
        {
            grains.Receive(delivery);
        }

        return grains;
    }

    private static IEnumerable<StoredDelivery> Until(string plugin, int number) =>
        Recorded.Names(plugin).Take(number).Select(name => Recorded.Webhook(plugin, name));

    private static string WhyLost(string fact) => fact switch
    {
        "user-campus-3/completion 6 0" => "nosey unpatched never sends course_completed",
        _ when fact.Contains("/completion ", StringComparison.Ordinal) => "nothing happened, so nothing was sent",
        _ when fact.StartsWith("course-", StringComparison.Ordinal) && Between(fact, 1, 11) => "made before the plugins were there",
        _ when fact.StartsWith("category-", StringComparison.Ordinal) && Between(fact, 1, 5) => "made before the plugins were there",
        _ when fact.StartsWith("user-", StringComparison.Ordinal) && Between(fact, 2, 17) => "made before the plugins were there",
        _ when fact.StartsWith("conference-", StringComparison.Ordinal) && Between(fact, 15, 19) => "made before the plugins were there",
        _ => "should have been told: " + fact,
    };

    private static bool Between(string fact, long first, long last) =>
        StreamKey.TryParse(fact[..fact.IndexOf('/', StringComparison.Ordinal)], out var grain)
        && grain.Number >= first && grain.Number <= last;

    private static IEnumerable<string> Living(PureGrains grains) =>
        grains.Facts().Keys.Where(name => !name.EndsWith("/deleted", StringComparison.Ordinal))
            .Select(name => name[..name.IndexOf('/', StringComparison.Ordinal)]).Distinct();

    private static IEnumerable<long> Gone<TState>(IEnumerable<(long Id, TState State)> states, Func<TState, long?> deletedAt) =>
        states.Where(state => deletedAt(state.State) is not null).Select(state => state.Id).Order();
}
