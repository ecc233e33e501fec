using MoodleGrains.Silo.Moodle.Client;

namespace MoodleGrains.Silo.Rosters.Runs;

/// <summary>What a fault of Moodle means for a run.</summary>
internal static class RunFaults
{
    /// <summary>
    /// How often Moodle is tried, each time with the client's own retries, before the run is given up: with the outbox's waits three
    /// minutes, and what the retries take.
    /// </summary>
    public const int Attempts = 7;

    // enrol/manual/externallib.php: no manual enrolment in the course, or none that the account may use.
    private static readonly string[] NoManualEnrolment = ["wsnoinstance", "wscannotenrol"];

    private const string CannotAssign = "wsusercannotassign";

    private static readonly string[] OfCourse =
        [.. NoManualEnrolment, "errorcoursecontextnotvalid", "requireloginerror", "nopermissions", "invalidcourseid"];

    /// <summary>Whether it passes by itself: the same is tried again, after a look at what was done.</summary>
    /// <param name="fault">The fault.</param>
    /// <returns>True if it does.</returns>
    public static bool Passes(MoodleFault fault) => fault.Kind is FaultKind.Locked or FaultKind.Maintenance or FaultKind.TooManyRequests
        or FaultKind.ServerError or FaultKind.Unreachable or FaultKind.TimedOut or FaultKind.UnknownOutcome or FaultKind.BadAnswer;

    /// <summary>Whether Moodle refused what was in the call, rather than us.</summary>
    /// <param name="fault">The fault.</param>
    /// <returns>True if it did.</returns>
    public static bool IsRefusal(MoodleFault fault) => fault.Kind is FaultKind.CapabilityMissing or FaultKind.NotVisible or FaultKind.Gone
        or FaultKind.NothingToTell or FaultKind.Taken or FaultKind.InvalidParameter or FaultKind.Refused or FaultKind.InvalidResponse
            or FaultKind.PhpError
        or FaultKind.ConferenceServerDown;

    /// <summary>Whether a refusal concerns the whole course, whoever is in the call.</summary>
    /// <param name="fault">The fault.</param>
    /// <returns>True if it does.</returns>
    public static bool ConcernsCourse(MoodleFault fault) => OfCourse.Contains(fault.ErrorCode, StringComparer.Ordinal);

    /// <summary>
    /// Whether a refusal concerns a role in a course, whoever is to have it: Moodle asks which roles the account may give there.
    /// </summary>
    /// <param name="fault">The fault.</param>
    /// <returns>True if it does.</returns>
    public static bool ConcernsRole(MoodleFault fault) => fault.ErrorCode == CannotAssign;

    /// <summary>A refusal in a sentence, with the remedy.</summary>
    /// <param name="fault">The fault.</param>
    /// <returns>The text; nothing personal in it.</returns>
    public static string Reason(MoodleFault fault)
    {
        var code = fault.ErrorCode ?? fault.Detail ?? fault.Kind.ToString();
        return fault.ErrorCode switch
        {
            CannotAssign => $"The token's account may not give this role in this course ({code}): allow it in Moodle, "
                + "Site administration → Users → Permissions → Define roles → Allow role assignments.",
            _ when NoManualEnrolment.Contains(fault.ErrorCode, StringComparer.Ordinal) =>
                $"The course has no manual enrolment that the token's account may use ({code}): add it in Moodle, course → Participants → "
                    + $"Enrolment methods.",
            _ when fault
                .Kind == FaultKind.Gone => $"The category, course or user is not in Moodle any more ({code}): the next run plans anew.",
            _ => $"Moodle refused it ({fault.Kind}: {code}). {fault.Remedy}",
        };
    }
}
