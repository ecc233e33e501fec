using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using MoodleGrains.Rosters;
using MoodleGrains.Silo.Rosters.Source;

namespace MoodleGrains.Silo.Tests.Rosters;

/// <summary>Reads rosters the way a run does.</summary>
internal static class Reading
{
    public const string Name = "students";

    public const string OneCourse = """{"courses":[{"shortname":"A1","name":"Alpha","participants":[{"username":"ada"}]}]}""";

    public static RosterTerms Terms(RosterSource source) => new(
        source, RosterTerms.ByUserName, RoleMapping.Default, null, null, RosterTerms.Keep,
            RosterTerms.Keep, true, false, false, false, null, ChangeLimits.Default, [], false);

    public static RosterSource Http(
        Uri address, string format = RosterSource.Json, bool allowPrivate = true, long maxBytes =
            RosterSource.DefaultMaxBytes, int seconds = 60) =>
        new(RosterSource.Http, address.AbsoluteUri, format, allowPrivate, maxBytes, seconds);

    public static RosterSource File(string path, string format = RosterSource.Json, long maxBytes = RosterSource.DefaultMaxBytes) =>
        new(RosterSource.File, path, format, false, maxBytes, 60);

    public static async Task<RosterRead> ReadAsync(
        RosterSource source,
        RosterBody? last = null,
        Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null,
        params (string Setting, string Value)[] settings)
    {
        using var reader = new RosterReader(
            RosterSettings.Read(Configured(settings), []),
            TimeProvider.System,
            NullLogger.Instance,
            resolve);
        return await reader.ReadAsync("campus", Name, Terms(source), last, CancellationToken.None);
    }

    public static async Task<string> FailureAsync(RosterSource source) =>
        (await ReadAsync(source)).ShouldBeOfType<RosterRead.Failed>().Reason;

    public static string Failure(string text, string format) => Failure(System.Text.Encoding.UTF8.GetBytes(text), format);

    public static string Failure(byte[] bytes, string format) =>
        RosterReader.Parse(new(format, null, bytes), Terms(Http(new("https://registrar.example.edu/roster?key=s3cret"), format)))
            .ShouldBeOfType<RosterRead.Failed>().Reason;

    /// <summary>Settings of the roster; its login is for this machine, unless said otherwise.</summary>
    public static IConfiguration Configured(params (string Setting, string Value)[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection([new($"Rosters:{Name}:Host", "127.0.0.1")])
        .AddInMemoryCollection(settings.Select(s => new KeyValuePair<string, string?>($"Rosters:{Name}:{s.Setting}", s.Value))).Build();
}
