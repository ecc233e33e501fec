using MoodleGrains.Announcements;

namespace MoodleGrains.Grains.Tests.Announcements;

/// <summary>The outbox as the design has it: once by id, in order by key, superseding, dead letters that block their key.</summary>
internal sealed class ModelOutbox
{
    private readonly List<Item> items = [];
    private readonly HashSet<string> ids = [];

    public void Put(Effect effect)
    {
        if (!ids.Add(effect.Id))
        {
            return;
        }

        if (effect.Supersedes)
        {
            items.RemoveAll(item => item.Effect.Key == effect.Key && item.Effect.Body.GetType() == effect.Body.GetType());
        }

        items.Add(new(effect));
    }

    /// <summary>The effects whose turn it is, one a key.</summary>
    public List<Item> Due(long now) => [.. items
        .Where(item => (item.Effect.DueAt ?? 0) <= now)
        .GroupBy(item => item.Effect.Key)
        .Select(key => key.First())
        .Where(item => !item.Dead)];

    public long? NextTimer(long now) => items.Where(item => item.Effect.DueAt > now).Min(item => item.Effect.DueAt);

    public void Done(Item item) => items.Remove(item);

    /// <summary>A person has the dead letters tried again.</summary>
    public void Replay() => items.ForEach(item => (item.Dead, item.Attempts) = (false, item.Dead ? 1 : item.Attempts));

    public string Text() => string.Join('\n', items.Select(item => $"{item.Effect} dead={item.Dead} attempts={item.Attempts}"));

    internal sealed class Item(Effect effect)
    {
        public Effect Effect => effect;

        public int Attempts { get; set; }

        public bool Dead { get; set; }

        public bool IsAnnounce => effect.Body is ReconcileAnnouncements;
    }
}
