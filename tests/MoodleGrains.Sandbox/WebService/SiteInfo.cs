using MoodleGrains.Sandbox.Model;
using MoodleGrains.Sandbox.Php;

namespace MoodleGrains.Sandbox.WebService;

/// <summary>core_webservice_get_site_info.</summary>
internal static class SiteInfo
{
    private const string Version = "2024100706";

    private static readonly string[] features =
    [
        "usecomments", "usetags", "enablenotes", "messaging", "enableblogs", "enablecompletion", "enablebadges",
        "messagingallusers", "enablecustomreports", "enableglobalsearch", "mnet_dispatcher_mode", "enablecompetencies",
    ];

    /// <summary>The functions the token's service lists: those the stand-in has, and one it refuses.</summary>
    public static IReadOnlyCollection<string> Functions { get; } =
        [.. MoodleWebService.Functions, "core_course_get_recent_courses"];

    public static PhpMap Answer(University university, Uri address, Caller caller, IEnumerable<string> functions) => new()
    {
        ["sitename"] = "Example Academy",
        ["username"] = university.Users[caller.UserId].UserName,
        ["firstname"] = university.Users[caller.UserId].FirstName,
        ["lastname"] = university.Users[caller.UserId].LastName,
        ["fullname"] = university.Users[caller.UserId].FullName,
        ["lang"] = "en",
        ["userid"] = caller.UserId,
        ["siteurl"] = address.GetLeftPart(UriPartial.Authority),
        ["userpictureurl"] = Pictures.Large(address),
        ["functions"] = functions.Select(f => new PhpMap { ["name"] = f, ["version"] = Version }).ToList(),
        ["downloadfiles"] = 1L,
        ["uploadfiles"] = 1L,
        ["release"] = "4.5.6 (Build: 20250811)",
        ["version"] = Version,
        ["mobilecssurl"] = "",
        ["advancedfeatures"] = features
            .Select(f => new PhpMap { ["name"] = f, ["value"] = f is "enableglobalsearch" or "mnet_dispatcher_mode" ? 0L : 1L }).ToList(),
        ["usercanmanageownfiles"] = true,
        ["userquota"] = 0L,
        ["usermaxuploadfilesize"] = -1L,
        ["userhomepage"] = 1L,
        ["userprivateaccesskey"] = "eb6e1cb5ba7f764051e2bf3691e74b3c",
        ["siteid"] = 1L,
        ["sitecalendartype"] = "gregorian",
        ["usercalendartype"] = "gregorian",
        ["userissiteadmin"] = caller.IsAdmin,
        ["theme"] = "boost",
        ["limitconcurrentlogins"] = 0L,
        ["policyagreed"] = 0L,
    };
}

/// <summary>The addresses of the picture everybody has.</summary>
internal static class Pictures
{
    public static string Large(Uri address) => Base(address) + "f1";

    public static string Small(Uri address) => Base(address) + "f2";

    private static string Base(Uri address) =>
        address.GetLeftPart(UriPartial.Authority) + "/theme/image.php/boost/core/1795255630/u/";
}
