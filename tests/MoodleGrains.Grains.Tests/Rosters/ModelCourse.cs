namespace MoodleGrains.Grains.Tests.Rosters;

/// <summary>A course of the model.</summary>
internal sealed class ModelCourse
{
    public required long Id { get; init; }

    public required string ShortName { get; init; }

    public required string FullName { get; set; }

    public string IdNumber { get; init; } = "";

    public bool Visible { get; set; } = true;

    /// <summary>Whether somebody else than the roster gave it its name.</summary>
    public bool NamedByHand { get; set; } = true;

    /// <summary>Whether somebody else than the roster said whether it is seen.</summary>
    public bool ShownByHand { get; set; } = true;

    public SortedDictionary<long, ModelMember> Members { get; } = [];
}

/// <summary>A user in a course of the model.</summary>
internal sealed class ModelMember
{
    /// <summary>Whether the roster enrolled it.</summary>
    public required bool Mine { get; init; }

    public bool Active { get; set; } = true;

    public bool SuspendedByHand { get; set; }

    /// <summary>Whether somebody made active what the roster had suspended.</summary>
    public bool ActiveByHand { get; set; }

    /// <summary>The roles held, and whether the roster gave them.</summary>
    public SortedDictionary<long, bool> Roles { get; } = [];

    public override string ToString() => $"{(Active ? "active" : "suspended")} {string.Join(',', Roles.Keys)}";
}
