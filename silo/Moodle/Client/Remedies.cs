using MoodleGrains.Silo.PrivatePostgres;

namespace MoodleGrains.Silo.Moodle.Client;

/// <summary>What a person does about a fault.</summary>
internal static class Remedies
{
    /// <summary>The remedy.</summary>
    /// <param name="fault">The fault.</param>
    /// <returns>One or two sentences.</returns>
    public static string For(MoodleFault fault) => fault.Kind switch
    {
        FaultKind.TokenInvalid =>
            $"Make a new token: silo login {fault.Site} (by password, in a browser, or with a key from Moodle); or put one from Site "
                + $"administration → Server → Web services → Manage tokens into Sites:{fault.Site}:Token.",
        FaultKind.LoginRefused =>
            $"Check Sites:{fault.Site}:Username and :Password by logging in to Moodle with them; Moodle says the same of a suspended "
                + $"account. Accounts of a single sign-on cannot log in this way: silo login {fault.Site} --browser",
        FaultKind.ServiceNotAvailable =>
            $"Sites:{fault.Site}:Service must be the short name of an enabled web service that this account may have a token for; "
                + "moodle_mobile_app is the one for everybody.",
        FaultKind.WebServicesOff =>
            "Switch them on in Moodle: Site administration → Advanced features → Enable web services, and the REST protocol.",
        FaultKind.FunctionUnknown => "This Moodle has no such function: it is too old (4.1 and newer are supported) or a plugin is "
            + "missing.",
        FaultKind.FunctionNotInService =>
            $"Add {fault.Function} to the token's service; 'silo doctor --moodle-setup {fault.Site}' lists all that are needed. "
                + $"Moodle says the same of a token that ran out (silo login {fault.Site} gets another) or is bound to other addresses, "
                + $"and of a suspended account.",
        FaultKind.CapabilityMissing =>
            $"Give the token's account the capability; 'silo doctor --moodle-setup {fault.Site}' lists those for each function.",
        FaultKind.AccountNotReady =>
            "Log in to Moodle in a browser with the token's account and do what it asks (agree to the policy, change the password).",
        FaultKind.NotVisible => "It is hidden from the token's account, or the account is not enrolled there: enrol it, or give it "
            + "moodle/course:view and moodle/course:viewhiddencourses.",
        FaultKind.Gone => "It is not there (any more); nothing is to be done.",
        FaultKind.NothingToTell => "There is nothing to tell; nothing is to be done.",
        FaultKind.Taken => "Another one has it already: choose another, or change the other one in Moodle.",
        FaultKind.InvalidParameter => "Moodle does not take these values (it refuses tags in names, upper case in user names, names and "
            + "addresses that are taken); where they are right, this Moodle's version differs: tell us.",
        FaultKind.Refused => "Moodle's error code says why.",
        FaultKind.InvalidResponse => "A fault of Moodle itself: it answers so to accounts that are not enrolled, for one. Use another "
            + "account, or leave it.",
        FaultKind.PhpError =>
            "Something broke inside Moodle, often a plugin: look into the web server's error log at this time. What was being written may "
                + "be half done.",
        FaultKind.ConferenceServerDown =>
            "Moodle does not reach its BigBlueButton server: check it, and its address in Site administration → Plugins → BigBlueButton.",
        FaultKind.Locked => "Moodle was busy with the same thing for another; it is tried again by itself.",
        FaultKind.Maintenance => "The site is in maintenance; it is asked again by itself, when it said so or within minutes.",
        FaultKind.TooManyRequests =>
            $"The site asks for fewer calls; lower Sites:{fault.Site}:Calls:Rate. It is asked again by itself.",
        FaultKind.ServerError => "The web server failed; it is asked again by itself. If it stays, look into its error log.",
        FaultKind.Unreachable => $"Check that Sites:{fault.Site}:Url can be reached from here (name, firewall, certificate). It is asked "
            + $"again by itself.",
        FaultKind.TimedOut =>
            $"The site was too slow; it is asked again by itself. If it stays, raise Sites:{fault.Site}:Calls:Timeout or lower :Rate.",
        FaultKind.UnknownOutcome => "It may have been done: look in Moodle before doing it again.",
        FaultKind.WrongAddress =>
            $"Sites:{fault.Site}:Url must be the site's own address exactly as in $CFG->wwwroot, without a redirect; the page "
                + "/webservice/rest/server.php must answer below it.",
        FaultKind.Blocked => "A proxy, firewall or password page before Moodle refuses us: let this machine through to /webservice/ and "
            + "/login/token.php.",
        FaultKind.AnswerTooLarge =>
            $"Long lists are asked for in parts, and this one could not be divided further: raise Sites:{fault.Site}:Calls:LargestAnswer "
                + $"(megabytes).",
        _ => "The answer is none that this function gives: a proxy or a plugin may have changed it, or this Moodle's version differs.",
    };
}
