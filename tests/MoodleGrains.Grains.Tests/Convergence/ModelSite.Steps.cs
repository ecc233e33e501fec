using MoodleGrains.Categories;
using MoodleGrains.Conferences;
using MoodleGrains.Convergence;
using MoodleGrains.Courses;
using MoodleGrains.Users;

namespace MoodleGrains.Grains.Tests.Convergence;

internal sealed partial class ModelSite
{
    private IEnumerable<ModelCourse> LiveCourses => Courses.Values.Where(course => !course.Deleted);

    private IEnumerable<ModelUser> LiveUsers => Users.Values.Where(user => !user.Deleted);

    private void AddCourse()
    {
        var course = new ModelCourse { Id = ++ids, ShortName = Text(), FullName = Text(), Summary = Text(), Created = Now, Modified = Now };
        Courses.Add(course.Id, course);
        SayCourse(course, SourcePrecedence.Created);
    }

    private void ChangeCourse()
    {
        if (Any(LiveCourses) is not { } course)
        {
            return;
        }

        switch (random.Next(5))
        {
            case 0: course.ShortName = Text(); break;
            case 1: course.Summary = Text(); break;
            case 2: course.Visible = !course.Visible; break;
            case 3: course.StartsAt = random.Next(3) * 5000; break;
            default: course.IdNumber = Text(); break;
        }

        course.Modified = Now;
        SayCourse(course, SourcePrecedence.Updated);
    }

    /// <summary>Moodle moves courses with their category without touching the rows' times.</summary>
    private void MoveCourseUntouched()
    {
        if (Any(LiveCourses) is { } course)
        {
            course.CategoryId = random.Next(4);
            SayCourse(course, SourcePrecedence.Updated);
        }
    }

    private void SayCourse(ModelCourse course, SourcePrecedence rank) => Say("course", course.Id, Nosey()
        ? new ObserveCourse(course.Fields(fullKnowledge), Row(course.Modified, rank))
        : new ObserveCourse(new CourseFields { ShortName = new(course.ShortName), FullName = new(course.FullName) }, Clock(rank)));

    private void DeleteCourse()
    {
        if (Any(LiveCourses) is { } course)
        {
            foreach (var enrolment in course.Enrolments.ToList())
            {
                End(course, enrolment);
            }

            course.Deleted = true;
            Say("course", course.Id, new ObserveCourseDeleted(Clock(SourcePrecedence.Deleted)));
            foreach (var conference in Conferences.Values.Where(c => c.CourseId == course.Id))
            {
                conference.Deleted = true;
            }
        }
    }

    private void AddCategory()
    {
        var category = new ModelCategory { Id = ++ids, Name = Text(), Modified = Now };
        Categories.Add(category.Id, category);
        Say("category", category.Id, category.Told(fullKnowledge, Row(Now, SourcePrecedence.Created)));
    }

    private void ChangeCategory()
    {
        if (Any(Categories.Values.Where(c => !c.Deleted)) is { } category)
        {
            category.Name = Chance() ? Text() : category.Name;
            category.ParentId = Chance() ? random.Next(4) : category.ParentId;
            category.Visible = Chance();
            category.Modified = Now;
            Say("category", category.Id, Nosey()
                ? category.Told(fullKnowledge, Row(Now, SourcePrecedence.Updated))
                : new ObserveCategory(null, null, null, null, null, Clock(SourcePrecedence.Updated)));
        }
    }

    private void DeleteCategory()
    {
        if (Any(Categories.Values.Where(c => !c.Deleted)) is { } category)
        {
            category.Deleted = true;
            Say("category", category.Id, new ObserveCategoryDeleted(Clock(SourcePrecedence.Deleted)));
        }
    }

    private void AddUser()
    {
        var user = new ModelUser { Id = ++ids };
        Users.Add(user.Id, user);
        Say("user", user.Id, new ObserveUser(false, Clock(SourcePrecedence.Created)));
    }

    private void ChangeUser()
    {
        if (Any(LiveUsers) is { } user)
        {
            user.Suspended = Chance();
            Say("user", user.Id, new ObserveUser(Nosey() ? user.Suspended : null, Clock(SourcePrecedence.Updated)));
        }
    }

    private void DeleteUser()
    {
        if (Any(LiveUsers) is { } user)
        {
            foreach (var course in LiveCourses)
            {
                foreach (var enrolment in course.Enrolments.Where(e => e.UserId == user.Id).ToList())
                {
                    End(course, enrolment);
                }
            }

            user.Deleted = true;
            Say("user", user.Id, new ObserveUserDeleted(Clock(SourcePrecedence.Deleted)));
        }
    }

    private void Complete()
    {
        if (Any(LiveUsers) is { } user && Any(LiveCourses) is { } course)
        {
            var module = random.Next(3);
            var state = random.Next(3);
            user.Completions[(course.Id, module)] = state;
            Say(
                "user",
                user.Id,
                new ObserveCompletion(course.Id, module == 0 ? null : module, state, Now, Clock(SourcePrecedence.Updated)));
        }
    }

    private void AddConference()
    {
        if (Any(LiveCourses) is { } course)
        {
            var conference = new ModelConference { Id = ++ids, CourseId = course.Id, Name = Text(), StartsAt = random.Next(3) * 5000 };
            Conferences.Add(conference.Id, conference);
            Say("conference", conference.Id, conference.Told(Nosey(), Clock(SourcePrecedence.Created)));
        }
    }

    private void ChangeConference()
    {
        if (Any(Conferences.Values.Where(c => !c.Deleted)) is not { } conference)
        {
            return;
        }

        if (random.Next(5) == 0)
        {
            conference.Deleted = true;
            Say("conference", conference.Id, new ObserveConferenceDeleted(Clock(SourcePrecedence.Deleted)));
            return;
        }

        conference.Name = Chance() ? Text() : conference.Name;
        conference.StartsAt = random.Next(3) * 5000;
        conference.Visible = Chance();
        Say("conference", conference.Id, conference.Told(Nosey(), Clock(SourcePrecedence.Updated)));
    }
}
