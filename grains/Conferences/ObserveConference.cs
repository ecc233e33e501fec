using MoodleGrains.Convergence;

namespace MoodleGrains.Conferences;

/// <summary>
/// How a conference stands, as a webhook or a poll told it; what was not told is null (<see cref="ConferenceId"/> says whose).
/// </summary>
/// <param name="Module">The activity module (<c>bigbluebuttonbn</c>), or <see cref="ConferenceId.Calendar"/>.</param>
/// <param name="InstanceId">The activity's id in its module's table; 0 for none.</param>
/// <param name="CourseId">The course it is in; 0 for none.</param>
/// <param name="Name">Its name.</param>
/// <param name="StartsAt">Opening time (Unix seconds), 0 for none.</param>
/// <param name="EndsAt">Closing time (Unix seconds), 0 for none.</param>
/// <param name="Visible">Whether students see it.</param>
/// <param name="JoinUrl">
/// The activity's view page, which works for whoever clicks; of a calendar entry the link in it. Others are not kept.
/// </param>
/// <param name="Stamp">The version.</param>
public sealed record ObserveConference(
    string Module,
    long InstanceId,
    long CourseId,
    Observed<string>? Name,
    long? StartsAt,
    long? EndsAt,
    bool? Visible,
    string? JoinUrl,
    FieldVersion Stamp) : ICommand
{
    /// <summary>Whether its server says that it runs (BigBlueButton's <c>statusrunning</c>).</summary>
    public bool? Running { get; init; }

    /// <summary>BigBlueButton's page for guests, empty where guest access is off. Any other address is not kept.</summary>
    public string? GuestUrl { get; init; }

    /// <summary>Of one occurrence of a series: the course module of its activity. What a grain heard first holds.</summary>
    public long? Series { get; init; }

    /// <summary>True where it was found to be a series; nobody says that one is no series any more.</summary>
    public bool? Recurring { get; init; }

    internal static Decision Decide(Conference conference, ObserveConference command)
    {
        // A conference has no row time that covers all its fields: it goes by when it was told.
        var stamp = command.Stamp with { Modified = null };
        var told = command with
        {
            JoinUrl = MayBeShown(command) ? command.JoinUrl : null,
            GuestUrl = command.GuestUrl == "" || ConferenceLinks.IsGuestPage(command.GuestUrl) ? command.GuestUrl : null,
            Stamp = stamp,
        };
        var weighing = new FieldMerge(stamp, (int)conference.Contested);
        weighing.Value(conference.Instance, Id(told.InstanceId), (int)ConferenceField.Instance);
        weighing.Value(conference.Course, Id(told.CourseId), (int)ConferenceField.Course);
        weighing.Text(conference.Name, told.Name, (int)ConferenceField.Name);
        weighing.Value(conference.StartsAt, told.StartsAt, (int)ConferenceField.StartsAt);
        weighing.Value(conference.EndsAt, told.EndsAt, (int)ConferenceField.EndsAt);
        weighing.Value(conference.Visible, told.Visible, (int)ConferenceField.Visible);
        weighing.Text(conference.JoinUrl, told.JoinUrl is { } url ? new(url) : null, (int)ConferenceField.JoinUrl);
        weighing.Value(conference.Running, told.Running, (int)ConferenceField.Running);
        weighing.Text(conference.GuestUrl, told.GuestUrl is { } guest ? new(guest) : null, (int)ConferenceField.GuestUrl);
        weighing.Value(conference.Recurring, told.Recurring, (int)ConferenceField.Recurring);
        if (conference.Module is null)
        {
            const ConferenceField Later = ConferenceField.Running | ConferenceField.GuestUrl | ConferenceField.Recurring;
            var created = new ConferenceCreated(
                told.Module,
                Id(told.InstanceId),
                Id(told.CourseId),
                told.Name?.Value,
                told.StartsAt,
                told.EndsAt,
                told.Visible,
                told.JoinUrl,
                (ConferenceField)weighing.Damaged,
                (ConferenceField)weighing.Covers & ~Later,
                stamp)
            {
                Series = told.Series,
            };
            return Decision.Of(
                [created, .. Facts((ConferenceField)weighing.Changed & Later, ConferenceField.None, ConferenceField.None, told)]);
        }

        return weighing.Tells ? Decision.Of(Facts(weighing, told)) : Decision.Nothing;
    }

    private static long? Id(long id) => id == 0 ? null : id;

    private static bool MayBeShown(ObserveConference told) => told.Module == ConferenceId.Calendar
        ? ConferenceLinks.IsShared(told.JoinUrl)
        : ConferenceLinks.IsViewPage(told.JoinUrl);

    private static List<IEvent> Facts(FieldMerge weighing, ObserveConference told)
    {
        var changed = (ConferenceField)weighing.Changed;
        var confirmed = (ConferenceField)weighing.Covers & ~changed;
        var facts = Facts(changed, confirmed, (ConferenceField)weighing.Damaged, told);
        var rest = facts.Count == 0 ? confirmed : ConferenceField.None;
        if (weighing.Settled != 0)
        {
            facts.Add(new ConferenceSettled((ConferenceField)weighing.Settled, rest, told.Stamp));
        }
        else if (rest != 0)
        {
            facts.Add(new ConferenceTouched(rest, told.Stamp));
        }

        if (weighing.Contested != 0)
        {
            facts.Add(new ConferenceContested((ConferenceField)weighing.Contested, told.Stamp));
        }

        return facts;
    }

    /// <summary>The changes; the first also covers the fields that were confirmed.</summary>
    private static List<IEvent> Facts(
        ConferenceField changed, ConferenceField confirmed, ConferenceField damaged, ObserveConference told)
    {
        const ConferenceField Times = ConferenceField.StartsAt | ConferenceField.EndsAt;
        const ConferenceField Place =
            ConferenceField.Instance | ConferenceField.Course | ConferenceField.JoinUrl | ConferenceField.GuestUrl;
        var stamp = told.Stamp;
        var facts = new List<IEvent>(1);

        bool Has(ConferenceField bit) => (changed & bit) != 0;

        ConferenceField Covers(ConferenceField own)
        {
            var covers = (changed & own) | confirmed;
            confirmed = ConferenceField.None;
            return covers;
        }

        if (Has(ConferenceField.Name))
        {
            facts.Add(new ConferenceRenamed(told.Name!.Value.Value, damaged & ConferenceField.Name, Covers(ConferenceField.Name), stamp));
        }

        if (Has(Times))
        {
            facts.Add(new ConferenceRescheduled(
                Has(ConferenceField.StartsAt) ? told.StartsAt : null,
                Has(ConferenceField.EndsAt) ? told.EndsAt : null,
                Covers(Times),
                stamp));
        }

        if (Has(ConferenceField.Visible))
        {
            var covers = Covers(ConferenceField.Visible);
            facts.Add(told.Visible == true ? new ConferenceShown(covers, stamp) : new ConferenceHidden(covers, stamp));
        }

        if (Has(Place))
        {
            facts.Add(new ConferencePlaced(
                Has(ConferenceField.Instance) ? told.InstanceId : null,
                Has(ConferenceField.Course) ? told.CourseId : null,
                Has(ConferenceField.JoinUrl) ? told.JoinUrl : null,
                Covers(Place),
                stamp)
            {
                GuestUrl = Has(ConferenceField.GuestUrl) ? told.GuestUrl : null,
            });
        }

        if (Has(ConferenceField.Running))
        {
            var covers = Covers(ConferenceField.Running);
            facts.Add(told.Running == true ? new ConferenceStarted(covers, stamp) : new ConferenceStopped(covers, stamp));
        }

        if (Has(ConferenceField.Recurring))
        {
            facts.Add(new ConferenceSeriesFound(Covers(ConferenceField.Recurring), stamp));
        }

        return facts;
    }
}
