using Microsoft.AspNetCore.Http;

namespace MoodleGrains.ClientApi.Api;

/// <summary>The header that tells whether a request that may be repeated has changed something, or found it done already.</summary>
public static class ChangedHeader
{
    /// <summary>Its name; its value is true or false.</summary>
    public const string Name = "MoodleGrains-Changed";

    /// <summary>Tells it.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="outcome">What became of the command.</param>
    internal static void Tell(HttpResponse response, Outcome outcome) => response.Headers[Name] = outcome.Events > 0 ? "true" : "false";
}
