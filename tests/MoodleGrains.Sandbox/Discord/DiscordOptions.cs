namespace MoodleGrains.Sandbox.Discord;

/// <summary>How the stand-in Discord is set up.</summary>
public sealed record DiscordOptions
{
    /// <summary>The loopback port; 0 for a free one.</summary>
    public int Port { get; init; }

    /// <summary>The bot token it takes.</summary>
    public string Token { get; init; } = "c2FuZGJveC1ib3QtdG9rZW4.sandbox.token-of-the-sandbox-bot";

    /// <summary>Whose time its ids and messages bear. Limits run by real time, as Discord's would.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>How long a nonce is remembered, by <see cref="Clock"/>: "the past few minutes".</summary>
    public TimeSpan NonceWindow { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>How many requests a bucket takes in <see cref="BucketWindow"/>.</summary>
    public int BucketLimit { get; init; } = 5;

    /// <summary>After how long a bucket is full again.</summary>
    public TimeSpan BucketWindow { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How many requests it takes in a second in all.</summary>
    public int GlobalLimit { get; init; } = 50;
}
