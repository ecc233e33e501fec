using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;

namespace MoodleGrains.Silo.PrivatePostgres;

/// <summary>Where one private database lives.</summary>
/// <param name="Data">PostgreSQL's data folder.</param>
/// <param name="Name">A short name made from the silo's data folder: of its sockets' folder and in its process titles.</param>
/// <param name="User">Who runs it.</param>
internal sealed record InstanceFolder(string Data, string Name, ServerUser User)
{
    internal const string Elsewhere = "/var/lib/moodlegrains";

    /// <summary>Short whatever the data folder's path: a socket's path has at most 107 bytes.</summary>
    public string Sockets => $"/tmp/{Name}";

    public bool Exists => File.Exists(Path.Combine(Data, "PG_VERSION"));

    /// <summary>The version that made it; null if it is not there yet.</summary>
    public int? Major => Exists
        ? int.Parse(File.ReadAllText(Path.Combine(Data, "PG_VERSION")).Trim().Split('.')[0], CultureInfo.InvariantCulture)
        : null;

    internal static async Task<InstanceFolder> Choose(string dataFolder, ILogger logger, CancellationToken cancellationToken)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(dataFolder)))[..16];
        var here = Path.Combine(dataFolder, "postgres");
        var there = Path.Combine(Elsewhere, hash, "postgres");
        var existing = new[] { here, there }.FirstOrDefault(Directory.Exists);
        var user = await ServerUser.Choose(existing, cancellationToken);
        var reached = await user.CanEnter(dataFolder, cancellationToken);
        if (existing == here)
        {
            // Never a new, empty database beside one that only became unreachable.
            return reached && await user.CanEnter(here, cancellationToken)
                ? new InstanceFolder(here, $"mg-{hash}", user)
                : throw new PrivatePostgresException(
                    $"The private database in {here} cannot be entered by user {user.Name}. Let that user enter every folder above it, "
                        + "start the silo as its owner, or choose another DataFolder.");
        }

        if (reached && existing is null)
        {
            return new InstanceFolder(here, $"mg-{hash}", user);
        }

        logger.LogInformation(
            "User {User}, who runs PostgreSQL, cannot enter {DataFolder}: the private database lives in {Folder}.", user.Name, dataFolder,
            there);
        Directory.CreateDirectory(Path.GetDirectoryName(there)!);
        await File.WriteAllTextAsync(Path.Combine(Path.GetDirectoryName(there)!, "made-for.txt"), dataFolder + "\n", cancellationToken);
        return new InstanceFolder(there, $"mg-{hash}", user);
    }

    /// <summary>Makes the sockets' folder, or makes sure that the one that is there is ours and nobody else's.</summary>
    internal async Task PrepareSockets(CancellationToken cancellationToken)
    {
        if (await Stat.Of(Sockets, cancellationToken) is { } found)
        {
            var owner = await Stat.Of(Data, cancellationToken);
            if (found.Kind != "directory" || found.Mode != "700" || found.User != owner?.User)
            {
                throw new PrivatePostgresException(
                    $"{Sockets}, where the private database keeps its socket, is a {found.Kind} of user {found.UserName} with mode "
                        + $"{found.Mode}, not a folder of {User.Name} alone. Remove it.");
            }

            return;
        }

        await User.MakePrivateFolder(Sockets, cancellationToken);
    }
}
