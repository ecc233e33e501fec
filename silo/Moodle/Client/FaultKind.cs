namespace MoodleGrains.Silo.Moodle.Client;

/// <summary>Why Moodle did not do what it was asked, as far as what is to be done about it differs.</summary>
public enum FaultKind
{
    /// <summary>The token is unknown, expired or missing (<c>invalidtoken</c>).</summary>
    TokenInvalid,

    /// <summary>User name or password are wrong, or the account is suspended: Moodle answers the same (<c>invalidlogin</c>).</summary>
    LoginRefused,

    /// <summary>The web service does not exist, or the account may not have a token for it.</summary>
    ServiceNotAvailable,

    /// <summary>Web services are switched off: an empty 403, or <c>enablewsdescription</c> at the login.</summary>
    WebServicesOff,

    /// <summary>This Moodle does not know the function: it is older, or a plugin is missing.</summary>
    FunctionUnknown,

    /// <summary>The function is not in the token's service (<c>accessexception</c>).</summary>
    FunctionNotInService,

    /// <summary>The account lacks a capability (<c>nopermissions</c>).</summary>
    CapabilityMissing,

    /// <summary>The account must first agree to the site's policy, change its password or complete its profile.</summary>
    AccountNotReady,

    /// <summary>It is there, but hidden from this account, or the account is not enrolled.</summary>
    NotVisible,

    /// <summary>There is no such course, module, user, category or event (any more).</summary>
    Gone,

    /// <summary>There is nothing to tell: no completion criteria, not enrolled.</summary>
    NothingToTell,

    /// <summary>A short name, idnumber, user name or address is another's already.</summary>
    Taken,

    /// <summary>A parameter is missing, unknown, or not as Moodle wants it (<c>invalidparameter</c>).</summary>
    InvalidParameter,

    /// <summary>Moodle understood and said no, for a reason of its own; the error code tells it.</summary>
    Refused,

    /// <summary>Moodle's answer broke Moodle's own description of it (<c>invalidresponse</c>).</summary>
    InvalidResponse,

    /// <summary>A PHP error inside Moodle or a plugin: an exception without error code, or <c>codingerror</c>.</summary>
    PhpError,

    /// <summary>The BigBlueButton server behind Moodle does not answer.</summary>
    ConferenceServerDown,

    /// <summary>Another request holds Moodle's lock (<c>ex_unabletolock</c>). Retried.</summary>
    Locked,

    /// <summary>The site is in maintenance mode, or in CLI maintenance: 503 with a page and Retry-After.</summary>
    Maintenance,

    /// <summary>429. Retried after the time that was asked for.</summary>
    TooManyRequests,

    /// <summary>A status of 500 and above. Retried, for reads.</summary>
    ServerError,

    /// <summary>No connection, or it broke. Retried, for reads and for what was never sent.</summary>
    Unreachable,

    /// <summary>No answer in time. Retried, for reads.</summary>
    TimedOut,

    /// <summary>A write was sent and no answer came: it may have been done. Look before doing it again.</summary>
    UnknownOutcome,

    /// <summary>No Moodle web service is at this address: 404, a redirect, a page of HTML.</summary>
    WrongAddress,

    /// <summary>Something before Moodle refused: 401, or 403 with a page.</summary>
    Blocked,

    /// <summary>The answer is none that this function gives.</summary>
    BadAnswer,

    /// <summary>The answer is larger than <c>Sites:{slug}:Calls:LargestAnswer</c>; the rest of it was not read.</summary>
    AnswerTooLarge,
}
