using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MoodleGrains.Sandbox.Model;
using MoodleGrains.Sandbox.Php;

namespace MoodleGrains.Sandbox.WebService;

/// <summary>Tokens and passwords of the site. All users have one password, told at the start.</summary>
/// <param name="university">Whose users they are.</param>
/// <param name="adminToken">A token of the administrator for the service of the recordings, <c>moodlegrains</c>.</param>
public sealed class Accounts(University university, string adminToken)
{
    /// <summary>The password of every user.</summary>
    public const string Password = "Passw0rd!dev";

    /// <summary>The service for administrators.</summary>
    public const string Service = "moodlegrains";

    private const string Mobile = "moodle_mobile_app";

    private readonly Lock gate = new();
    private readonly Dictionary<string, Caller> tokens = new(StringComparer.Ordinal) { [adminToken] = new(2, false) };
    private int given;

    /// <summary>Gives a user a token for the mobile service.</summary>
    /// <param name="userId">The user.</param>
    /// <returns>The token.</returns>
    public string TokenOf(long userId) => Give(new(userId, true));

    /// <summary>Who is logged in where launch.php is opened; null for nobody, as in a fresh browser.</summary>
    public long? InBrowser { get; set; }

    /// <summary>Gives a user a token for a service of an administrator, whose account has a role of its own.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="role">The role.</param>
    /// <returns>The token.</returns>
    public string TokenOf(long userId, ServiceRole role) => Give(new(userId, false) { Role = role });

    /// <summary>Takes all tokens back that were given by a login, or all.</summary>
    /// <param name="token">This one; null for all.</param>
    public void Lose(string? token = null)
    {
        lock (gate)
        {
            foreach (var lost in tokens.Keys.Where(known => token is null || known == token).ToList())
            {
                tokens.Remove(lost);
            }
        }
    }

    /// <summary>Whose token it is.</summary>
    internal Caller? Find(string? token)
    {
        lock (gate)
        {
            return token is null ? null : tokens.GetValueOrDefault(token);
        }
    }

    /// <summary><c>login/token.php</c>: its refusals have other fields than those of the web service.</summary>
    internal object LogIn(IReadOnlyDictionary<string, string> fields)
    {
        foreach (var name in (string[])["username", "password", "service"])
        {
            if (!fields.ContainsKey(name))
            {
                return Refusal("missingparam", $"A required parameter ({name}) was missing");
            }
        }

        User? user;
        lock (university.Gate)
        {
            user = university.Users.Values.FirstOrDefault(u => u.UserName == fields["username"]);
        }

        if (user is null || user.Suspended || fields["password"] != Password)
        {
            return Refusal("invalidlogin", "Invalid login, please try again");
        }

        var service = fields["service"];
        if (service is not Service and not Mobile)
        {
            return Refusal("servicenotavailable", "Web service is not available. (It doesn't exist or might be disabled.)");
        }

        var caller = new Caller(user.Id, service == Mobile);
        return !caller.IsMobile && !caller.IsAdmin
            ? Refusal("cannotcreatetoken", $"No permission to create web service token for the service {service}.")
            : new PhpMap { ["token"] = Give(caller), ["privatetoken"] = null };
    }

    /// <summary>
    /// admin/tool/mobile/launch.php of the user in the browser: after its source, not recorded. A private token is given over HTTPS only.
    /// </summary>
    /// <param name="wwwroot">The site's address, as in $CFG->wwwroot.</param>
    /// <param name="service">The service.</param>
    /// <param name="passport">The word of whoever asks.</param>
    /// <param name="scheme">The scheme of the answer.</param>
    /// <returns>The address that answers; null where nobody is logged in, or there is no such service.</returns>
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA5351", Justification = "It is Moodle that signs so.")]
    internal string? Launch(string wwwroot, string service, string passport, string scheme)
    {
        if (InBrowser is not { } user || service != Mobile)
        {
            return null;
        }

        var siteId = Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(wwwroot + passport)));
        return $"{scheme}://token={Convert.ToBase64String(Encoding.UTF8.GetBytes($"{siteId}:::{TokenOf(user)}"))}";
    }

    internal static PhpMap Refusal(string code, string message) => new()
    {
        ["error"] = message,
        ["errorcode"] = code,
        ["stacktrace"] = null,
        ["debuginfo"] = null,
        ["reproductionlink"] = null,
    };

    // A second login gives the same token, as long as it holds.
    private string Give(Caller caller)
    {
        lock (gate)
        {
            if (tokens.FirstOrDefault(known => known.Value == caller).Key is { } known)
            {
                return known;
            }

            var made = Convert.ToHexStringLower(
                SHA256.HashData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{caller} {++given}"))).AsSpan(0, 16));
            tokens[made] = caller;
            return made;
        }
    }
}
