namespace MoodleGrains.Sandbox.Discord;

/// <summary>Threads, as discord.com/developers/docs/topics/threads tells of them; not recorded.</summary>
public sealed partial class Guild
{
    private const int PublicThread = 11;

    /// <summary>Opens a thread in a channel.</summary>
    /// <param name="parent">The channel.</param>
    /// <param name="name">Its name.</param>
    /// <returns>Its id.</returns>
    public string AddThread(string parent, string name) => Locked(() =>
    {
        var id = NextId();
        channels[id] = new(id, name) { Parent = parent };
        return id;
    });

    /// <summary>The thread was quiet for long enough, or a person closed it.</summary>
    /// <param name="thread">The thread.</param>
    /// <param name="locked">Whether only those who manage threads may open it.</param>
    public void Archive(string thread, bool locked = false) =>
        Locked(() => (channels[thread].Archived, channels[thread].ThreadLocked) = (true, locked));

    /// <summary>Whether a thread is archived.</summary>
    /// <param name="thread">The thread.</param>
    /// <returns>True if it is; false for other channels.</returns>
    public bool IsArchived(string thread) => Locked(() => channels[thread].Archived);

    internal bool IsThread(string channel) => Locked(() => channels[channel].Parent is not null);

    internal bool IsLocked(string thread) => Locked(() => channels[thread].ThreadLocked);

    internal void Open(string thread) => Locked(() => channels[thread].Archived = false);
}
