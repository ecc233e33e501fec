namespace MoodleGrains.Sandbox.Serving;

/// <summary>How the stand-in misbehaves.</summary>
public enum Trouble
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>429 with a Retry-After of one second.</summary>
    TooManyRequests,

    /// <summary>500 with a page of HTML.</summary>
    ServerError,

    /// <summary>No answer until the caller gives up.</summary>
    TimeOut,

    /// <summary>The connection is cut.</summary>
    Drop,

    /// <summary>The connection is cut after the call was done.</summary>
    DropAfter,

    /// <summary>The site is in maintenance mode: others than administrators are refused.</summary>
    Maintenance,

    /// <summary>CLI maintenance: 503 with Moodle's page and Retry-After, to everybody.</summary>
    CliMaintenance,

    /// <summary>The token is taken back, and the call refused; a login gives a new one.</summary>
    LostToken,

    /// <summary>Another request holds Moodle's lock.</summary>
    Locked,

    /// <summary>Two requests collided in Moodle's database.</summary>
    DatabaseCollision,

    /// <summary>A PHP error, which has no error code.</summary>
    PhpError,

    /// <summary>Web services are switched off: an empty 403.</summary>
    WebServicesOff,

    /// <summary>200 with a page of HTML, as from a proxy's login.</summary>
    Page,
}

/// <summary>Switches misbehaviour of everything the stand-in serves on and off.</summary>
/// <param name="seed">Decides which calls are hit, where only a share is.</param>
public sealed class Troubles(int seed = 1)
{
    private readonly Lock gate = new();
    private readonly Random random = new(seed);
    private Trouble trouble;
    private double share;
    private int left;
    private string? only;

    /// <summary>What stands before every answer: a byte order mark or a notice, as one damaged file of PHP puts there.</summary>
    public string Prefix { get; set; } = "";

    /// <summary>Misbehaves from now on.</summary>
    /// <param name="kind">How; <see cref="Trouble.None"/> stops it.</param>
    /// <param name="ofCalls">The share of calls that are hit, between 0 and 1.</param>
    /// <param name="times">After so many hits it is over.</param>
    /// <param name="function">Only calls of this function are hit, or of <c>login/token.php</c>; null for all.</param>
    public void Switch(Trouble kind, double ofCalls = 1, int times = int.MaxValue, string? function = null)
    {
        lock (gate)
        {
            (trouble, share, left, only) = (kind, ofCalls, times, function);
        }
    }

    /// <summary>What happens to the next call.</summary>
    /// <param name="function">What is called.</param>
    /// <returns>The trouble, or none.</returns>
    public Trouble Next(string? function = null)
    {
        lock (gate)
        {
            if (trouble == Trouble.None || left == 0 || (only is not null && only != function) || random.NextDouble() >= share)
            {
                return Trouble.None;
            }

            left--;
            return trouble;
        }
    }
}
