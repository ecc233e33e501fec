using MoodleGrains.Convergence;

namespace MoodleGrains.Conferences;

/// <summary>How a conference stands, as a webhook or a poll told it; what was not told is null. Its id is the course module's.</summary>
/// <param name="Module">The activity module (<c>bigbluebuttonbn</c>).</param>
/// <param name="InstanceId">The activity's id in its module's table.</param>
/// <param name="CourseId">The course it is in.</param>
/// <param name="Name">Its name.</param>
/// <param name="StartsAt">Opening time (Unix seconds), 0 for none.</param>
/// <param name="EndsAt">Closing time (Unix seconds), 0 for none.</param>
/// <param name="Visible">Whether students see it.</param>
/// <param name="JoinUrl">The activity's view page, which works for whoever clicks.</param>
/// <param name="Stamp">The version.</param>
public sealed record ObserveConference(
    string Module,
    long InstanceId,
    long CourseId,
    Told<string>? Name,
    long? StartsAt,
    long? EndsAt,
    bool? Visible,
    string? JoinUrl,
    Stamp Stamp) : ICommand
{
    internal static Decision Decide(Conference conference, ObserveConference command)
    {
        // A conference has no row time that covers all its fields: it goes by when it was told.
        var stamp = command.Stamp with { Modified = null };
        var told = command with
        {
            JoinUrl = IsViewPage(command.JoinUrl) ? command.JoinUrl : null,
            Stamp = stamp,
        };
        var weighing = new Weighing(stamp, (int)conference.Contested);
        weighing.Value(conference.Instance, Id(told.InstanceId), (int)ConferenceField.Instance);
        weighing.Value(conference.Course, Id(told.CourseId), (int)ConferenceField.Course);
        weighing.Text(conference.Name, told.Name, (int)ConferenceField.Name);
        weighing.Value(conference.StartsAt, told.StartsAt, (int)ConferenceField.StartsAt);
        weighing.Value(conference.EndsAt, told.EndsAt, (int)ConferenceField.EndsAt);
        weighing.Value(conference.Visible, told.Visible, (int)ConferenceField.Visible);
        weighing.Text(conference.JoinUrl, told.JoinUrl is { } url ? new(url) : null, (int)ConferenceField.JoinUrl);
        if (conference.Module is null)
        {
            return Decision.Of(new ConferenceCreated(
                told.Module,
                Id(told.InstanceId),
                Id(told.CourseId),
                told.Name?.Value,
                told.StartsAt,
                told.EndsAt,
                told.Visible,
                told.JoinUrl,
                (ConferenceField)weighing.Damaged,
                (ConferenceField)weighing.Covers,
                stamp));
        }

        return weighing.Tells ? Decision.Of(Facts(weighing, told)) : Decision.Nothing;
    }

    private static long? Id(long id) => id == 0 ? null : id;

    /// <summary>Only the view page works for whoever clicks; every other address may be one person's, with role and checksum.</summary>
    private static bool IsViewPage(string? url) =>
        url is not null
        && url.Contains("/mod/", StringComparison.Ordinal)
        && url.IndexOf("/view.php?id=", StringComparison.Ordinal) is var at and > 0
        && !url.AsSpan(at + "/view.php?id=".Length).ContainsAnyExceptInRange('0', '9');

    private static List<IEvent> Facts(Weighing weighing, ObserveConference told)
    {
        const ConferenceField Times = ConferenceField.StartsAt | ConferenceField.EndsAt;
        const ConferenceField Place = ConferenceField.Instance | ConferenceField.Course | ConferenceField.JoinUrl;
        var stamp = told.Stamp;
        var changed = (ConferenceField)weighing.Changed;
        var rest = (ConferenceField)weighing.Covers & ~changed;
        var facts = new List<IEvent>(1);

        bool Has(ConferenceField bit) => (changed & bit) != 0;

        ConferenceField Covers(ConferenceField own)
        {
            var covers = (changed & own) | rest;
            rest = ConferenceField.None;
            return covers;
        }

        if (Has(ConferenceField.Name))
        {
            var damaged = (ConferenceField)weighing.Damaged & ConferenceField.Name;
            facts.Add(new ConferenceRenamed(told.Name!.Value.Value, damaged, Covers(ConferenceField.Name), stamp));
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
                stamp));
        }

        if (weighing.Settled != 0)
        {
            facts.Add(new ConferenceSettled((ConferenceField)weighing.Settled, Covers(ConferenceField.None), stamp));
        }

        if (rest != 0)
        {
            facts.Add(new ConferenceTouched(rest, stamp));
        }

        if (weighing.Contested != 0)
        {
            facts.Add(new ConferenceContested((ConferenceField)weighing.Contested, stamp));
        }

        return facts;
    }
}
