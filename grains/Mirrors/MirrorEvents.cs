using System.Text.Json.Serialization;

namespace MoodleGrains.Mirrors;

/// <summary>What a run did in a course.</summary>
public interface IMirrorFact : IEvent
{
    /// <summary>The run.</summary>
    int Run { get; }
}

/// <summary>A course of Moodle stands for a course of the roster from here on.</summary>
/// <param name="Run">The run, as in all that follow.</param>
/// <param name="Key">The course's identity in the roster (<c>WantedCourse.Key</c>).</param>
/// <param name="Created">Whether the run created it; false if it was adopted.</param>
/// <param name="Name">The full name it had then.</param>
/// <param name="At">When, Unix seconds, as in all that follow.</param>
public sealed record CourseMirrored(int Run, string Key, bool Created, string Name, long At) : IMirrorFact;

/// <summary>The course was given a name.</summary>
/// <param name="Run">The run.</param>
/// <param name="Before">The name it had.</param>
/// <param name="Name">The name.</param>
/// <param name="At">When.</param>
public sealed record MirrorRenamed(int Run, string Before, string Name, long At) : IMirrorFact;

/// <summary>The course was hidden, or shown again.</summary>
/// <param name="Run">The run.</param>
/// <param name="Visible">Whether students see it now.</param>
/// <param name="At">When.</param>
public sealed record MirrorShown(int Run, bool Visible, long At) : IMirrorFact;

/// <summary>Enrolments and roles were changed. Only Moodle's ids are written.</summary>
/// <param name="Run">The run.</param>
/// <param name="Changes">What was done, in order.</param>
/// <param name="Members">How many users the mirror holds after it.</param>
/// <param name="At">When.</param>
public sealed record MembersChanged(int Run, IReadOnlyList<MemberChange> Changes, int Members, long At) : IMirrorFact;

/// <summary>The course is gone from Moodle: it was deleted there. It is not created again without a person.</summary>
/// <param name="Run">The run that found it.</param>
/// <param name="At">When.</param>
public sealed record MirrorLost(int Run, long At) : IMirrorFact;

/// <summary>One change of one user in the course.</summary>
/// <param name="UserId">Moodle's id of the user.</param>
/// <param name="Deed">What was done.</param>
/// <param name="Roles">The roles given with it, or taken by it (of a removal: those held before).</param>
public sealed record MemberChange(long UserId, MemberDeed Deed, IReadOnlyList<long> Roles);

/// <summary>What was done with a user in a course.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MemberDeed>))]
public enum MemberDeed
{
    /// <summary>Enrolled, who was not.</summary>
    [JsonStringEnumMemberName("enrolled")]
    Enrolled,

    /// <summary>Made active again.</summary>
    [JsonStringEnumMemberName("reactivated")]
    Reactivated,

    /// <summary>Suspended.</summary>
    [JsonStringEnumMemberName("suspended")]
    Suspended,

    /// <summary>Taken out.</summary>
    [JsonStringEnumMemberName("removed")]
    Removed,

    /// <summary>Given roles.</summary>
    [JsonStringEnumMemberName("roles_given")]
    RolesGiven,

    /// <summary>Roles taken.</summary>
    [JsonStringEnumMemberName("roles_taken")]
    RolesTaken,
}
