using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace MoodleGrains.Mirrors;

/// <summary>
/// A course of Moodle that stands for one of a roster (<c>mirror-{site}-{roster}.{course}</c>): what the roster made there. Nothing
/// else in the course is the roster's to touch.
/// </summary>
public sealed record Mirror : IAggregate<Mirror>
{
    /// <inheritdoc/>
    public static string Kind => "mirror";

    /// <inheritdoc/>
    public static Mirror Initial { get; } = new();

    /// <inheritdoc/>
    public static IReadOnlyList<EventType> Events => MirrorJson.Types;

    /// <inheritdoc/>
    public static JsonTypeInfo<Mirror> Snapshot => MirrorSnapshotJson.It.Mirror;

    /// <inheritdoc/>
    public static int SnapshotVersion => 1;

    /// <summary>The course's identity in the roster; null before the first run.</summary>
    public string? Key { get; init; }

    /// <summary>Whether the roster created the course; false if it adopted it.</summary>
    public bool Created { get; init; }

    /// <summary>The full name it had when it was last named by the roster; another one in Moodle is somebody's edit.</summary>
    public string Name { get; init; } = "";

    /// <summary>The run that named it last; 0 for none.</summary>
    public int NamedIn { get; init; }

    /// <summary>Whether the roster hid it.</summary>
    public bool Hidden { get; init; }

    /// <summary>Whether it is gone from Moodle.</summary>
    public bool Lost { get; init; }

    /// <summary>What the roster gave, by user.</summary>
    public ImmutableDictionary<long, Mirrored> Members { get; init; } = ImmutableDictionary<long, Mirrored>.Empty;

    /// <summary>The grain of a mirror.</summary>
    /// <param name="site">The slug of the site.</param>
    /// <param name="roster">The roster's name.</param>
    /// <param name="course">Moodle's id of the course.</param>
    /// <returns>The id.</returns>
    public static StreamKey Id(string site, string roster, long course) => new($"{Kind}-{site}-{roster}.{course}");

    /// <summary>The roster's name and Moodle's id of the course, of a mirror's grain.</summary>
    /// <param name="grain">The grain.</param>
    /// <returns>Both; an empty name if it is no mirror's.</returns>
    public static (string Roster, long Course) Of(StreamKey grain)
    {
        var name = grain.Name;
        var dot = name.LastIndexOf('.');
        return dot > 0 && long.TryParse(name.AsSpan(dot + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var course)
            ? (name[..dot], course)
            : ("", 0);
    }

    /// <inheritdoc/>
    public static Decision Decide(Mirror state, ICommand command) => command switch
    {
        RecordCourse c => MirrorDecisions.Course(state, c),
        RecordName c => MirrorDecisions.Name(state, c),
        RecordShown c => MirrorDecisions.Shown(state, c),
        RecordMembers c => MirrorDecisions.Members(state, c),
        RecordLost c => state.Key is null || state.Lost ? Decision.Nothing : Decision.Of(new MirrorLost(c.Run, c.Now)),
        _ => Decision.Refuse(
            "unknown_command",
            $"A mirror has no command {command.GetType().Name}; send it to another kind of grain."),
    };

    /// <inheritdoc/>
    public static Mirror Evolve(Mirror state, IEvent @event) => @event switch
    {
        CourseMirrored e => state with { Key = e.Key, Created = e.Created, Name = e.Name, Lost = false },
        MirrorRenamed e => state with { Name = e.Name, NamedIn = e.Run, Lost = false },
        MirrorShown e => state with { Hidden = !e.Visible, Lost = false },
        MembersChanged e => state with { Members = MemberFold.After(state.Members, e), Lost = false },
        MirrorLost => state with { Lost = true },
        _ => state,
    };
}

/// <summary>What the roster gave a user in a course.</summary>
/// <param name="Enrolled">Whether the enrolment is the roster's; false if the user was there before and only got roles.</param>
/// <param name="Suspended">Whether the roster suspended it.</param>
/// <param name="Roles">The roles that it gave, ascending.</param>
/// <param name="Run">The last run that changed any of it: what is told twice is told by the same one.</param>
/// <param name="Given">The roles that this run gave, ascending: one that was given before and taken by hand may be among them.</param>
public sealed record Mirrored(bool Enrolled, bool Suspended, ImmutableArray<long> Roles, int Run, ImmutableArray<long> Given);

/// <summary>The JSON of a mirror's events.</summary>
[JsonSerializable(typeof(CourseMirrored))]
[JsonSerializable(typeof(MirrorRenamed))]
[JsonSerializable(typeof(MirrorShown))]
[JsonSerializable(typeof(MembersChanged))]
[JsonSerializable(typeof(MirrorLost))]
internal sealed partial class MirrorJson : JsonSerializerContext
{
    /// <summary>With the options of events.</summary>
    public static MirrorJson It { get; } = new(StreamJson.Events());

    /// <summary>All events.</summary>
    public static IReadOnlyList<EventType> Types { get; } =
    [
        EventType.Of(It.CourseMirrored),
        EventType.Of(It.MirrorRenamed),
        EventType.Of(It.MirrorShown),
        EventType.Of(It.MembersChanged),
        EventType.Of(It.MirrorLost),
    ];
}

/// <summary>The JSON of a mirror's snapshot.</summary>
[JsonSerializable(typeof(Mirror))]
internal sealed partial class MirrorSnapshotJson : JsonSerializerContext
{
    /// <summary>With the options of snapshots.</summary>
    public static MirrorSnapshotJson It { get; } = new(StreamJson.Snapshots());
}
