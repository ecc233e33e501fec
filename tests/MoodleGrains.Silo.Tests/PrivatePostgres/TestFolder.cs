using MoodleGrains.Silo.PrivatePostgres;

namespace MoodleGrains.Silo.Tests.PrivatePostgres;

/// <summary>Data folders for tests.</summary>
internal static class TestFolder
{
    public static string Make() => Directory.CreateDirectory(Path.Combine("/tmp", $"mg-test-{Guid.NewGuid():N}")).FullName;

    public static void Remove(string dataFolder, string? postgresFolder = null)
    {
        Directory.Delete(dataFolder, recursive: true);
        if (postgresFolder is not null && postgresFolder.StartsWith(InstanceFolder.Elsewhere, StringComparison.Ordinal))
        {
            Directory.Delete(Path.GetDirectoryName(postgresFolder)!, recursive: true);
        }
    }
}
