namespace MoodleGrains.Silo.Discord.Sending;

/// <summary>One request's way through the API.</summary>
/// <param name="Method">The method.</param>
/// <param name="Template">Its path without ids: with the method what a limit is told for.</param>
/// <param name="Path">Its path; that of a webhook holds its secret.</param>
/// <param name="Resource">
/// The top-level resource that limits are counted for: a channel, a guild, a webhook, the bot. Requests to one are sent one after the
/// other.
/// </param>
/// <param name="ByBot">Whether the bot's token goes with it.</param>
internal sealed record DiscordRoute(HttpMethod Method, string Template, string Path, string Resource, bool ByBot = true)
{
    /// <summary>The resource of requests that concern only the bot.</summary>
    public const string Bot = "bot";

    /// <summary>Whether it concerns a server as a whole, and no channel of it.</summary>
    public bool IsOfGuild => Template.StartsWith("guilds", StringComparison.Ordinal);

    /// <summary>The method and the template.</summary>
    public string Limit => $"{Method} {Template}";

    /// <summary>Names no secret.</summary>
    /// <returns>A text for logs.</returns>
    public override string ToString() => $"{Limit} of {Resource}";
}
