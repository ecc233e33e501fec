namespace MoodleGrains.ClientApi.Hooks;

/// <summary>What <see cref="WebhookBody.Read"/> found: an envelope, or a problem.</summary>
public sealed class WebhookReading
{
    private readonly IReadOnlyList<Range> cuts;

    internal WebhookReading(
        string shape, WebhookEnvelope? envelope, BodyProblem? problem, string? senderId, byte[]? tokenDigest, IReadOnlyList<Range> cuts)
    {
        (Shape, Envelope, Problem, SenderId, TokenDigest) = (shape, envelope, problem, senderId, tokenDigest);
        this.cuts = cuts;
    }

    /// <summary>Which plugin, as far as the body told; a word of <see cref="WebhookShape"/>.</summary>
    public string Shape { get; }

    /// <summary>What the body says; null if there is a <see cref="Problem"/>.</summary>
    public WebhookEnvelope? Envelope { get; }

    /// <summary>Why it cannot be read; null if there is an <see cref="Envelope"/>.</summary>
    public BodyProblem? Problem { get; }

    /// <summary>The sender's own id for the delivery, if the body has one.</summary>
    public string? SenderId { get; }

    /// <summary>SHA-256 of the body's <c>token</c>; null if there is none or it is empty. The token itself is not kept.</summary>
    public byte[]? TokenDigest { get; }

    /// <summary>A copy of the body without its token: the property's own bytes are cut out, all others stay as they are.</summary>
    /// <param name="body">The body that was read.</param>
    /// <returns>The copy.</returns>
    public byte[] WithoutToken(ReadOnlySpan<byte> body)
    {
        var kept = body.Length;
        foreach (var cut in cuts) kept -= cut.End.Value - cut.Start.Value;
        var copy = new byte[kept];
        int from = 0, to = 0;
        foreach (var cut in cuts)
        {
            body[from..cut.Start].CopyTo(copy.AsSpan(to));
            to += cut.Start.Value - from;
            from = cut.End.Value;
        }

        body[from..].CopyTo(copy.AsSpan(to));
        return copy;
    }
}
