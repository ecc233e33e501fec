namespace MoodleGrains.Silo.Moodle.Client;

/// <summary>What Moodle's error codes mean. The code is steadier than the class of the exception; it can be a sentence.</summary>
internal static class ErrorCodes
{
    /// <summary>What a code means.</summary>
    /// <param name="code">The error or warning code.</param>
    /// <returns>The kind; <see cref="FaultKind.Refused"/> for those with no meaning of their own here.</returns>
    public static FaultKind KindOf(string code) => code switch
    {
        "invalidtoken" => FaultKind.TokenInvalid,
        "invalidlogin" => FaultKind.LoginRefused,
        "servicenotavailable" or "cannotcreatetoken" => FaultKind.ServiceNotAvailable,
        "enablewsdescription" => FaultKind.WebServicesOff,
        "accessexception" => FaultKind.FunctionNotInService,
        "nopermissions" or "nopermission" or "wsusercannotassign" or "cannotviewprofile" => FaultKind.CapabilityMissing,
        "sitepolicynotagreed" or "usernotfullysetup" or "forcepasswordchangenotice" or "passwordisexpired" => FaultKind.AccountNotReady,
        "errorcoursecontextnotvalid" or "requireloginerror" => FaultKind.NotVisible,
        "invalidrecord" or "invalidrecordunknown" or "invalidcoursemodule" or "invaliduser" or "invaliduserid" or "invalidcourseid"
            or "unknowncategory" or "unknowncourseidnumber" or "errorcatcontextnotvalid" or "nosuchinstance" or "unexistingcmid"
            or "unexistingsectionid" or "userdeleted" => FaultKind.Gone,

        // With the recycle bin on, an activity deleted on a page stays in this state until Moodle's cron has run; nothing brings it back.
        "activityisscheduledfordeletion" => FaultKind.Gone,
        "usernotenroled" or "nocriteriaset" or "completionnotenabled" => FaultKind.NothingToTell,
        "shortnametaken" or "courseidnumbertaken" or "categoryidnumbertaken" => FaultKind.Taken,
        "invalidparameter" or "missingparam" => FaultKind.InvalidParameter,
        "invalidresponse" => FaultKind.InvalidResponse,
        "codingerror" => FaultKind.PhpError,
        "general_error_no_answer" or "general_error_unable_connect" => FaultKind.ConferenceServerDown,
        "ex_unabletolock" => FaultKind.Locked,

        // Moodle writes while it is read (contexts, times of last use), and two requests at once may collide in its database.
        "dmlreadexception" or "dmlwriteexception" or "dmltransactionexception" => FaultKind.ServerError,
        "sitemaintenance" or "upgraderunning" => FaultKind.Maintenance,
        _ => FaultKind.Refused,
    };
}
