using System.Text.Json.Serialization.Metadata;
using MoodleGrains.Convergence;

namespace MoodleGrains.Conferences;

/// <summary>A conference (an activity of a course, named by its course module, or an entry of a calendar) as its grain knows it.</summary>
public sealed record Conference : IAggregate<Conference>
{
    /// <inheritdoc/>
    public static string Kind => "conference";

    /// <inheritdoc/>
    public static Conference Initial { get; } = new();

    /// <inheritdoc/>
    public static IReadOnlyList<EventType> Events => ConferenceJson.Types;

    /// <inheritdoc/>
    public static JsonTypeInfo<Conference> Snapshot => ConferenceSnapshotJson.It.Conference;

    /// <inheritdoc/>
    public static int SnapshotVersion => 3;

    /// <summary>The activity module (<c>bigbluebuttonbn</c>); null until it was heard of.</summary>
    public string? Module { get; init; }

    /// <summary>Of one occurrence of a series: the course module of its activity.</summary>
    public long? Series { get; init; }

    /// <summary>When its deletion was told, Unix seconds; nothing changes after that.</summary>
    public long? DeletedAt { get; init; }

    /// <summary>The fields that have to be read from Moodle.</summary>
    public ConferenceField Contested { get; init; }

    /// <summary>The activity's id in its module's table.</summary>
    public Field<long> Instance { get; init; }

    /// <summary>The course it is in.</summary>
    public Field<long> Course { get; init; }

    /// <summary>Its name.</summary>
    public Field<string> Name { get; init; }

    /// <summary>Opening time, Unix seconds, 0 for none.</summary>
    public Field<long> StartsAt { get; init; }

    /// <summary>Closing time, Unix seconds, 0 for none.</summary>
    public Field<long> EndsAt { get; init; }

    /// <summary>Whether students see it.</summary>
    public Field<bool> Visible { get; init; }

    /// <summary>The activity's view page, or a calendar entry's link.</summary>
    public Field<string> JoinUrl { get; init; }

    /// <summary>The link for guests, empty where guest access is off.</summary>
    public Field<string> GuestUrl { get; init; }

    /// <summary>Whether its server says that it runs. Nobody says so of most conferences at most times: it begins as no.</summary>
    public Field<bool> Running { get; init; } = new(false, default, true);

    /// <summary>Whether it is a series, whose occurrences are conferences of their own. Once it is, it stays one.</summary>
    public Field<bool> Recurring { get; init; } = new(false, default, true);

    /// <inheritdoc/>
    public static Decision Decide(Conference state, ICommand command) => state.DeletedAt is not null
        ? Decision.Nothing
        : command switch
        {
            ObserveConference c => ObserveConference.Decide(state, c),
            ObserveConferenceDeleted c => Decision.Of(new ConferenceDeleted(c.Stamp)),
            _ => Decision.Refuse(
                "unknown_command",
                $"A conference has no command {command.GetType().Name}; send it to another kind of grain."),
        };

    /// <inheritdoc/>
    public static Conference Evolve(Conference state, IEvent @event) => @event switch
    {
        IConferenceFact e => Apply(Advance(state, e.Covers, e.Stamp), e),
        ConferenceContested e => state with { Contested = state.Contested | e.Fields },
        ConferenceDeleted e => state with { DeletedAt = e.Stamp.Told },
        _ => state,
    };

    private static Conference Apply(Conference covered, IConferenceFact fact) => fact switch
    {
        ConferenceCreated e => covered with
        {
            Module = e.Module,
            Series = e.Series,
            Instance = Number(covered.Instance, e.InstanceId, e.Stamp),
            Course = Number(covered.Course, e.CourseId, e.Stamp),
            Name = Text(covered.Name, e.Name, e.Damaged != 0, e.Stamp),
            StartsAt = Number(covered.StartsAt, e.StartsAt, e.Stamp),
            EndsAt = Number(covered.EndsAt, e.EndsAt, e.Stamp),
            Visible = e.Visible is { } visible ? new(visible, e.Stamp, true) : covered.Visible,
            JoinUrl = Text(covered.JoinUrl, e.JoinUrl, false, e.Stamp),
        },
        ConferenceRenamed e => covered with { Name = Text(covered.Name, e.Name, e.Damaged != 0, e.Stamp) },
        ConferenceRescheduled e => covered with
        {
            StartsAt = Number(covered.StartsAt, e.StartsAt, e.Stamp),
            EndsAt = Number(covered.EndsAt, e.EndsAt, e.Stamp),
        },
        ConferenceHidden e => covered with { Visible = new(false, e.Stamp, true) },
        ConferenceShown e => covered with { Visible = new(true, e.Stamp, true) },
        ConferencePlaced e => covered with
        {
            Instance = Number(covered.Instance, e.InstanceId, e.Stamp),
            Course = Number(covered.Course, e.CourseId, e.Stamp),
            JoinUrl = Text(covered.JoinUrl, e.JoinUrl, false, e.Stamp),
            GuestUrl = Text(covered.GuestUrl, e.GuestUrl, false, e.Stamp),
        },
        ConferenceStarted e => covered with { Running = new(true, e.Stamp, true) },
        ConferenceStopped e => covered with { Running = new(false, e.Stamp, true) },
        ConferenceSeriesFound e => covered with { Recurring = new(true, e.Stamp, true) },
        ConferenceSettled e => covered with
        {
            Name = covered.Name.Exact((e.Fields & ConferenceField.Name) != 0),
            Contested = covered.Contested & ~e.Fields,
        },
        _ => covered,
    };

    private static Conference Advance(Conference state, ConferenceField covers, FieldVersion stamp) => state with
    {
        Instance = state.Instance.Covered((covers & ConferenceField.Instance) != 0, stamp),
        Course = state.Course.Covered((covers & ConferenceField.Course) != 0, stamp),
        Name = state.Name.Covered((covers & ConferenceField.Name) != 0, stamp),
        StartsAt = state.StartsAt.Covered((covers & ConferenceField.StartsAt) != 0, stamp),
        EndsAt = state.EndsAt.Covered((covers & ConferenceField.EndsAt) != 0, stamp),
        Visible = state.Visible.Covered((covers & ConferenceField.Visible) != 0, stamp),
        JoinUrl = state.JoinUrl.Covered((covers & ConferenceField.JoinUrl) != 0, stamp),
        GuestUrl = state.GuestUrl.Covered((covers & ConferenceField.GuestUrl) != 0, stamp),
        Running = state.Running.Covered((covers & ConferenceField.Running) != 0, stamp),
        Recurring = state.Recurring.Covered((covers & ConferenceField.Recurring) != 0, stamp),
        Contested = stamp.Rank == SourcePrecedence.Polled ? state.Contested & ~covers : state.Contested,
    };

    private static Field<string> Text(Field<string> field, string? value, bool damaged, FieldVersion stamp) =>
        value is null ? field : new(value, stamp, true, damaged);

    private static Field<long> Number(Field<long> field, long? value, FieldVersion stamp) =>
        value is { } number ? new(number, stamp, true) : field;
}
