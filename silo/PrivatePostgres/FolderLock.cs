using System.Globalization;

namespace MoodleGrains.Silo.PrivatePostgres;

/// <summary>One silo a data folder: a lock the kernel frees when its holder dies, however it dies.</summary>
internal sealed class FolderLock : IDisposable
{
    private readonly FileStream _file;

    private FolderLock(FileStream file) => _file = file;

    /// <summary>Takes the lock.</summary>
    /// <returns>The lock; null if another process holds it.</returns>
    internal static FolderLock? TryTake(string dataFolder)
    {
        var path = Path.Combine(dataFolder, "silo.lock");
        FileStream file;
        try
        {
            // FileShare.None is flock(LOCK_EX | LOCK_NB) on Unix.
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }

        File.WriteAllText(HolderFile(dataFolder), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        return new FolderLock(file);
    }

    /// <summary>The number of the process that took the lock last, for a message.</summary>
    internal static string Holder(string dataFolder) =>
        File.Exists(HolderFile(dataFolder)) ? File.ReadAllText(HolderFile(dataFolder)) : "unknown";

    public void Dispose() => _file.Dispose();

    // Beside the lock, not in it: a locked file cannot be read.
    private static string HolderFile(string dataFolder) => Path.Combine(dataFolder, "silo.pid");
}
