using System.Security.Cryptography;
using System.Text.Json;

namespace MoodleGrains.Rosters;

/// <summary>A plan in the making.</summary>
internal sealed class PlanDraft
{
    /// <summary>What is to be done, in any order.</summary>
    public List<PlanItem> Items { get; } = [];

    /// <summary>What Moodle calls its roles, by id.</summary>
    public IReadOnlyDictionary<long, string> RoleNames { get; init; } = new Dictionary<long, string>();

    /// <summary>What a person should know.</summary>
    public List<Finding> Findings { get; } = [];

    /// <summary>Participants that no user is.</summary>
    public List<MissingUser> Missing { get; } = [];

    /// <summary>What tripped the brake.</summary>
    public List<string> Tripped { get; } = [];

    /// <summary>How many enrolments stay only for unknown names, by course.</summary>
    public SortedDictionary<string, int> Withheld { get; } = new(StringComparer.Ordinal);

    /// <summary>The courses in which a name may mean somebody who is not listed any more.</summary>
    public HashSet<string> Unclear { get; } = new(StringComparer.Ordinal);

    /// <summary>A course's item.</summary>
    public void Add(PlanAction action, string key, CourseNow? course, PlannedCourse? planned = null) => Items.Add(
        new(0, action, key, course?.Id, Course: planned, Name: planned?.FullName ?? course?.FullName));

    /// <summary>A member's item.</summary>
    public void Add(PlanAction action, string key, long? course, long user, long? role, string? name) =>
        Items.Add(new(0, action, key, course, user, role, Name: name));

    /// <summary>Something stays only for unknown names.</summary>
    public void Withhold(string key)
    {
        Withheld[key] = Withheld.GetValueOrDefault(key) + 1;
        Unclear.Add(key);
    }

    /// <summary>Something by which something is left out.</summary>
    public void Error(string code, string path, string text) => Findings.Add(new(true, code, path, text));

    /// <summary>Something that is only to be known.</summary>
    public void Warning(string code, string path, string text) => Findings.Add(new(false, code, path, text));

    /// <summary>No plan can be made.</summary>
    public RosterPlan Stopped(string reason)
    {
        Items.Clear();
        return Done() with { Tripped = [reason], Stop = reason };
    }

    /// <summary>The plan: its items in the order of doing, whatever the order they came in.</summary>
    public RosterPlan Done()
    {
        var items = Items
            .OrderBy(item => item.UserId is not null)
            .ThenBy(item => item.UserId is null ? Rank(item.Action) : 0)
            .ThenBy(item => item.CourseKey, StringComparer.Ordinal)
            .ThenBy(item => item.CourseId)
            .ThenBy(item => Rank(item.Action))
            .ThenBy(item => item.UserId)
            .ThenBy(item => item.RoleId)
            .Select((item, i) => item with { Number = i + 1, Role = item.RoleId is { } role ? RoleNames.GetValueOrDefault(role) : null })
            .ToList();
        return new(items, Findings, Missing, Counts(items), Tripped, Hash(items))
        {
            Unclear = Unclear,
        };
    }

    // Nobody is without a role in between, and who is to be in the course is before anybody leaves it.
    private static int Rank(PlanAction action) => action switch
    {
        PlanAction.CreateCourse => 0,
        PlanAction.AdoptCourse => 1,
        PlanAction.RenameCourse => 2,
        PlanAction.ShowCourse => 3,
        PlanAction.HideCourse => 4,
        PlanAction.Enrol => 5,
        PlanAction.Reactivate => 6,
        PlanAction.GiveRole => 7,
        PlanAction.TakeRole => 8,
        PlanAction.Suspend => 9,
        PlanAction.Remove => 10,
        _ => throw new InvalidOperationException($"The action {action} is not known."),
    };

    private PlanCounts Counts(List<PlanItem> items)
    {
        var by = items.CountBy(item => item.Action).ToDictionary();
        return new(
            by.GetValueOrDefault(PlanAction.CreateCourse),
            by.GetValueOrDefault(PlanAction.RenameCourse),
            by.GetValueOrDefault(PlanAction.HideCourse),
            by.GetValueOrDefault(PlanAction.ShowCourse),
            by.GetValueOrDefault(PlanAction.Enrol) + by.GetValueOrDefault(PlanAction.Reactivate),
            by.GetValueOrDefault(PlanAction.Suspend),
            by.GetValueOrDefault(PlanAction.Remove),
            by.GetValueOrDefault(PlanAction.GiveRole),
            by.GetValueOrDefault(PlanAction.TakeRole),
            Missing.Count,
            Findings.Count(finding => finding.Error));
    }

    // What a person is called, and a new number, make no other plan.
    private static string Hash(List<PlanItem> items)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var item in items)
        {
            hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(item with { Number = 0, Name = null }, RosterJson.It.PlanItem));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
