using System.Globalization;
using MoodleGrains.Categories;
using MoodleGrains.Conferences;
using MoodleGrains.Convergence;
using MoodleGrains.Courses;

namespace MoodleGrains.Grains.Tests.Convergence;

internal sealed class ModelCourse
{
    public required long Id { get; init; }

    public string ShortName { get; set; } = "";

    public string FullName { get; set; } = "";

    public string IdNumber { get; set; } = "";

    public string Summary { get; set; } = "";

    public long CategoryId { get; set; }

    public bool Visible { get; set; } = true;

    public long StartsAt { get; set; }

    public long Created { get; init; }

    public long Modified { get; set; }

    public bool Deleted { get; set; }

    public List<ModelEnrolment> Enrolments { get; } = [];

    public List<ModelRole> Roles { get; } = [];

    public CourseFields Fields(bool exact) => new()
    {
        ShortName = Sent.As(ShortName, exact),
        FullName = Sent.As(FullName, exact),
        IdNumber = Sent.As(IdNumber, exact),
        Summary = Sent.As(Summary, exact),
        CategoryId = CategoryId,
        Visible = Visible,
        Format = Sent.As("topics", exact),
        Language = Sent.As("", exact),
        StartsAt = StartsAt,
        EndsAt = 0,
        CreatedAt = Created,
    };

    public List<Participant> Participants() =>
        [.. Enrolments.GroupBy(e => e.UserId).Select(g => new Participant(g.Key, g.Any(e => e.Active), RolesOf(g.Key)))];

    public long[] RolesOf(long userId) => [.. Roles.Where(r => r.UserId == userId).Select(r => r.RoleId).Distinct().Order()];
}

internal sealed class ModelEnrolment
{
    public required long Id { get; init; }

    public required long UserId { get; init; }

    public bool Active { get; set; } = true;
}

internal sealed record ModelRole(long Id, long UserId, long RoleId);

internal sealed class ModelCategory
{
    public required long Id { get; init; }

    public string Name { get; set; } = "";

    public long ParentId { get; set; }

    public bool Visible { get; set; } = true;

    public long Modified { get; set; }

    public bool Deleted { get; set; }

    public ObserveCategory Told(bool exact, FieldVersion stamp) =>
        new(Sent.As(Name, exact), Sent.As("", exact), ParentId, Sent.As("About", exact), Visible, stamp);
}

internal sealed class ModelUser
{
    public required long Id { get; init; }

    public bool Suspended { get; set; }

    public bool Deleted { get; set; }

    public Dictionary<(long CourseId, long ModuleId), int> Completions { get; } = [];
}

internal sealed class ModelConference
{
    public required long Id { get; init; }

    public required long CourseId { get; init; }

    public string Name { get; set; } = "";

    public long StartsAt { get; set; }

    public bool Visible { get; set; } = true;

    public bool Deleted { get; set; }

    public ObserveConference Told(bool full, FieldVersion stamp) => new(
        "bigbluebuttonbn",
        Id + 1,
        CourseId,
        new(Name),
        full ? StartsAt : null,
        full ? 0 : null,
        full ? Visible : null,
        full ? string.Create(CultureInfo.InvariantCulture, $"https://moodle.example/mod/bigbluebuttonbn/view.php?id={Id}") : null,
        stamp);
}

internal static class Sent
{
    /// <summary>A text as nosey sends it: what looks like a number becomes one.</summary>
    public static Observed<string> As(string text, bool exact) =>
        !exact && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? new(number.ToString("R", CultureInfo.InvariantCulture), true)
            : new(text);
}
