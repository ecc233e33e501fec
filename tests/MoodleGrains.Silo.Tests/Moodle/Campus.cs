using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using MoodleGrains.Silo.Moodle.Client;

namespace MoodleGrains.Silo.Tests.Moodle;

/// <summary>Clients of the site "campus".</summary>
internal static class Campus
{
    public const string Token = "70000000000000000000000000000007";
    public const string Password = "Passw0rd!dev";

    // Longer than HastyTime lets anything wait.
    private static readonly TimeSpan Never = TimeSpan.FromHours(2);

    public static MoodleSite WithToken(Replies replies, TimeProvider? time = null, ILogger? logger = null) =>
        Site(
            new() { Slug = "campus", Url = "https://moodle.example.org", Token = Token, Rate = 0, Timeout = Never },
            replies,
            time,
            logger);

    public static MoodleSite WithLogin(Replies replies, TimeProvider? time = null, ILogger? logger = null) => Site(
        new()
        {
            Slug = "campus",
            Url = "https://moodle.example.org",
            Username = "dev.user01",
            Password = Password,
            Rate = 0,
            Timeout = Never,
        },
        replies,
        time,
        logger);

    public static MoodleSite Site(SiteAccount account, HttpMessageHandler handler, TimeProvider? time = null, ILogger? logger = null) =>
        new(new(
            account,
            () => new HttpClient(handler, disposeHandler: false),
            time ?? new HastyTime(DateTimeOffset.FromUnixTimeSeconds(1_700_000_000)),
            logger ?? NullLogger.Instance));

    public static async Task<MoodleFault> Fault(Func<Task> call) => (await Should.ThrowAsync<MoodleFaultException>(call)).Fault;
}
