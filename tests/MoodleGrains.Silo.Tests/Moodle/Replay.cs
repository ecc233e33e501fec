using MoodleGrains.Silo.Moodle.Client;

namespace MoodleGrains.Silo.Tests.Moodle;

/// <summary>Clients to which a recorded answer is given, whatever they ask.</summary>
internal static class Replay
{
    public static (MoodleSite Site, Replies Replies) Site(string recording)
    {
        var replies = Replies.Of("webservice/" + recording);
        return (Campus.WithToken(replies), replies);
    }

    /// <summary>Makes a call, and sees that it was sent with exactly the recorded fields.</summary>
    public static async Task<T> Exactly<T>(string function, string recording, Func<MoodleSite, Task<T>> call)
    {
        var (site, replies) = Site($"{function}/{recording}");
        var answer = await call(site);
        var sent = replies.Sent.ShouldHaveSingleItem();
        sent.Function.ShouldBe(function);
        sent.Parameters.ShouldBe(
            Recorded.Asked(function, recording).EnumerateObject().ToDictionary(field => field.Name, field => field.Value.GetString()!),
            ignoreOrder: true);
        return answer;
    }
}
