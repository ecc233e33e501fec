namespace MoodleGrains.Silo.Discord;

/// <summary>
/// The body of a message that is made or edited (discord.com/developers/docs/resources/message, "Create Message", "Edit Message").
/// Content, embeds and components are always written, so that an edit leaves nothing of before.
/// </summary>
/// <param name="Content">Text, 2000 characters at most.</param>
/// <param name="Embeds">Cards.</param>
/// <param name="Components">Rows of buttons.</param>
/// <param name="AllowedMentions">Who may be notified: always said, on edits too, because the defaults notify everybody named.</param>
/// <param name="Nonce">25 characters at most; null in edits and for webhooks.</param>
/// <param name="EnforceNonce">Makes Discord answer with the message that it made of this nonce before, for the past few minutes.</param>
internal sealed record OutgoingMessage(
    string Content,
    IReadOnlyList<Embed> Embeds,
    IReadOnlyList<ActionRow> Components,
    AllowedMentions AllowedMentions,
    string? Nonce = null,
    bool? EnforceNonce = null);

/// <summary>A card.</summary>
/// <param name="Title">256 characters at most, markdown.</param>
/// <param name="Description">4096 characters at most, markdown.</param>
/// <param name="Color">The bar at its side, 0xRRGGBB.</param>
/// <param name="Footer">A plain text below.</param>
internal sealed record Embed(string? Title, string? Description, int? Color, EmbedFooter? Footer);

/// <summary>A plain text below a card: no markdown, no mentions.</summary>
/// <param name="Text">2048 characters at most.</param>
internal sealed record EmbedFooter(string? Text);

/// <summary>A row of buttons (discord.com/developers/docs/components/reference, "Action Row").</summary>
/// <param name="Components">The buttons.</param>
/// <param name="Type">1.</param>
internal sealed record ActionRow(IReadOnlyList<LinkButton> Components, int Type = ActionRow.Kind)
{
    /// <summary>The type of action rows.</summary>
    public const int Kind = 1;
}

/// <summary>A button that opens a link.</summary>
/// <param name="Label">80 characters at most.</param>
/// <param name="Url">512 characters at most.</param>
/// <param name="Type">2.</param>
/// <param name="Style">5, a link.</param>
internal sealed record LinkButton(string? Label, string? Url, int Type = LinkButton.Kind, int Style = LinkButton.Link)
{
    /// <summary>The type of buttons.</summary>
    public const int Kind = 2;

    /// <summary>The style of links.</summary>
    public const int Link = 5;
}

/// <summary>Who may be notified by what a message names.</summary>
/// <param name="Parse">Kinds of mentions to look for in the text: none, or everyone where the role of everybody is called.</param>
/// <param name="Roles">The roles that are pinged.</param>
internal sealed record AllowedMentions(IReadOnlyList<string> Parse, IReadOnlyList<string> Roles)
{
    /// <summary>Nobody.</summary>
    public static AllowedMentions Nobody { get; } = new([], []);

    /// <summary>One role, or nobody.</summary>
    /// <param name="role">The role's id; null for nobody.</param>
    /// <param name="everyone">Whether it is the role of everybody, which Discord does not take as a role here.</param>
    /// <returns>The field.</returns>
    public static AllowedMentions Role(string? role, bool everyone) =>
        role is null ? Nobody : everyone ? new(["everyone"], []) : new([], [role]);
}
