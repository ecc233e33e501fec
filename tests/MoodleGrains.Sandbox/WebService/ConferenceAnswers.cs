using System.Security.Cryptography;
using System.Text;
using MoodleGrains.Sandbox.Model;
using MoodleGrains.Sandbox.Php;

namespace MoodleGrains.Sandbox.WebService;

/// <summary>mod_bigbluebuttonbn_get_bigbluebuttonbns_by_courses and mod_bigbluebuttonbn_meeting_info.</summary>
internal static class ConferenceAnswers
{
    private static readonly (string Name, bool Enabled)[] features =
        [("showroom", true), ("showrecordings", true), ("importrecordings", false)];

    private const string Refused = "No access rights in course context";

    public static PhpMap ByCourses(University university, Call call)
    {
        var asked = call.List("courseids").Select(Call.Number).ToList();
        if (asked.Count == 0)
        {
            asked = [.. university.EnrolmentsOfUser(call.Caller.UserId).Where(e => e.ActiveAt(university.Now)).Select(e => e.CourseId)
                .Distinct()];
        }

        var entered = asked.Where(id => university.Courses.TryGetValue(id, out var course) && call.Caller.MayEnter(university, course))
            .ToHashSet();
        return new()
        {
            ["bigbluebuttonbns"] = university.Activities.Values
                .Where(a => a.Module == Activity.Conference && !a.BeingDeleted && entered.Contains(a.CourseId))
                .Where(a => a.Visible || call.Caller.SeesHidden(university, a.CourseId))
                .Select(a => Room(a, call)).ToList(),
            ["warnings"] = asked.Where(id => !entered.Contains(id)).Select(id => new PhpMap
            {
                ["item"] = "course",
                ["itemid"] = id,
                ["warningcode"] = "1",
                ["message"] = Refused,
            }).ToList(),
        };
    }

    public static PhpMap MeetingInfo(University university, Uri address, Call call)
    {
        var (id, group, _) = (call.Id("bigbluebuttonbnid"), Call.Number(call.Text("groupid") ?? "0"), call.Text("updatecache"));
        var room = university.Activities.Values.FirstOrDefault(a => a.Module == Activity.Conference && a.InstanceId == id)
            ?? throw new MoodleFaultException("Error", null, "Call to a member function set_group_id() on null");
        call.Caller.Entered(university, room);
        if (!university.ConferenceServerUp)
        {
            throw MoodleFaultException.Moodle(
                "general_error_no_answer",
                "Empty response. Please check the url of the BigBlueButton server AND check to see if the BigBlueButton server is "
                    + "running.");
        }

        var site = address.GetLeftPart(UriPartial.Authority);
        var teaches = call.Caller.SeesHidden(university, room.CourseId);
        var early = room.OpeningTime > university.Now;
        var closed = room.ClosingTime != 0 && room.ClosingTime <= university.Now;
        var answer = new PhpMap
        {
            ["cmid"] = room.Id,
            ["userlimit"] = 0L,
            ["bigbluebuttonbnid"] = room.InstanceId,
            ["groupid"] = group,
            ["meetingid"] = $"{MeetingId(room)}-{room.CourseId}-{room.InstanceId}[{group}]",
        };
        if (room.OpeningTime != 0)
        {
            answer["openingtime"] = room.OpeningTime;
        }

        if (room.ClosingTime != 0)
        {
            answer["closingtime"] = room.ClosingTime;
        }

        answer["statusrunning"] = room.Running;
        answer["statusclosed"] = closed && !room.Running;
        answer["statusopen"] = !room.Running && !early && !closed;
        answer["statusmessage"] = (room.Running, early, closed) switch
        {
            (true, _, _) => "The session is in progress.",
            (_, true, _) => "The session has not started yet.",
            (_, _, true) => "The session has ended.",
            _ => "This room is ready. You can join the session now.",
        };
        if (room.Running)
        {
            answer["startedat"] = Math.Max(room.OpeningTime, 1_700_000_000);
            answer["moderatorcount"] = 2L;
            answer["participantcount"] = 1L;
            answer["moderatorplural"] = true;
            answer["participantplural"] = false;
        }

        answer["canjoin"] = room.Running || (!early && !closed);
        answer["ismoderator"] = teaches;
        answer["presentations"] = Array.Empty<object>();
        answer["joinurl"] = $"{site}/mod/bigbluebuttonbn/bbb_view.php?action=join&amp;id={room.Id}&amp;bn={room.InstanceId}";
        answer["guestaccessenabled"] = room.GuestAccess;
        if (room.GuestAccess)
        {
            // Known from Moodle's source, not recorded.
            answer["guestjoinurl"] = $"{site}/mod/bigbluebuttonbn/guest.php?uid={MeetingId(room)[..32]}";
            answer["guestpassword"] = "guest";
        }

        answer["features"] = features.Select(f => new PhpMap { ["name"] = f.Name, ["isenabled"] = f.Enabled }).ToList();
        return answer;
    }

    private static PhpMap Room(Activity room, Call call) => new()
    {
        ["id"] = room.InstanceId,
        ["coursemodule"] = room.Id,
        ["course"] = room.CourseId,
        ["name"] = Texts.Name(room.Name, call),
        ["intro"] = "",
        ["introformat"] = 1L,
        ["introfiles"] = Array.Empty<object>(),
        ["section"] = 1L,
        ["visible"] = room.Visible,
        ["groupmode"] = 0L,
        ["groupingid"] = 0L,
        ["lang"] = null,
        ["meetingid"] = MeetingId(room),
        ["timemodified"] = room.TimeModified,
    };

    private static string MeetingId(Activity room) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes($"meeting {room.InstanceId}")).AsSpan(0, 20));
}
