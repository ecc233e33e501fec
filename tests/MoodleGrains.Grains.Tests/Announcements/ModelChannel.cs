using MoodleGrains.Announcements;

namespace MoodleGrains.Grains.Tests.Announcements;

/// <summary>A Discord channel: a nonce that is known for two minutes, messages that can be read back, people who delete.</summary>
internal sealed class ModelChannel(bool webhook)
{
    private const long NonceSeconds = 120;

    private readonly Dictionary<string, (string Id, long At)> nonces = [];
    private int ids;

    /// <summary>What stands there.</summary>
    public Dictionary<string, (PostMessage Post, Card Card, string Marker)> Messages { get; } = [];

    /// <summary>Every call of people, with its time.</summary>
    public List<(string Slot, long At)> Calls { get; } = [];

    public IEnumerable<KeyValuePair<string, (PostMessage Post, Card Card, string Marker)>> In(string slots) =>
        Messages.Where(m => m.Value.Post.Slot.StartsWith(slots, StringComparison.Ordinal));

    public string Post(PostMessage post, long now)
    {
        post.Nonce.Length.ShouldBeLessThanOrEqualTo(25);
        if (!webhook)
        {
            if (nonces.TryGetValue(post.Nonce, out var known) && now - known.At < NonceSeconds)
            {
                return known.Id;
            }

            if (Find(post) is { } found)
            {
                return found;
            }
        }

        var id = $"m{++ids}";
        nonces[post.Nonce] = (id, now);
        Messages.Add(id, (post, post.Card, post.Marker));
        if (Slots.TryPing(post.Slot, out _, out _))
        {
            Calls.Add((post.Slot, now));
        }

        return id;
    }

    /// <summary>Reads the channel back; behind a webhook URL it cannot be read.</summary>
    public string? Find(PostMessage post) => webhook ? null : Messages.FirstOrDefault(m => m.Value.Marker == post.Marker).Key;

    public bool Edit(EditMessage edit)
    {
        if (!Messages.TryGetValue(edit.MessageId, out var there))
        {
            return false;
        }

        Messages[edit.MessageId] = there with { Card = edit.Card, Marker = edit.Marker };
        return true;
    }
}
