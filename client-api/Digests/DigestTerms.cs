namespace MoodleGrains.ClientApi.Digests;

/// <summary>What the configuration says of digests and of the links in them.</summary>
/// <param name="PublicUrl"><c>PublicUrl</c>: where users reach this silo; null if they do not.</param>
/// <param name="HasMailServer">Whether <c>Smtp:Host</c> names a mail server.</param>
/// <param name="MaxRecipients"><c>Mail:MaxRecipients</c>: how many people may be invited without another person's approval.</param>
/// <param name="Zone"><c>Digests:Zone</c>: the time zone that is proposed to whoever subscribes.</param>
/// <param name="Language"><c>Digests:Language</c>: the language of letters to users who have not chosen one.</param>
public sealed record DigestTerms(Uri? PublicUrl, bool HasMailServer, int MaxRecipients, string Zone, string Language)
{
    /// <summary>Whether people can be invited: a letter needs a mail server and an address for its links.</summary>
    public bool CanInvite => HasMailServer && PublicUrl is not null;
}
