namespace MoodleGrains.Silo.PrivatePostgres;

/// <summary>The user that runs the server: ourselves, or, since PostgreSQL refuses to run as root, another one.</summary>
/// <param name="Name">For messages.</param>
/// <param name="DropTo">The user and group numbers to drop to; null if it is ourselves.</param>
internal sealed record ServerUser(string Name, (string User, string Group)? DropTo)
{
    private static readonly string[] Unprivileged = ["postgres", "nobody"];

    /// <summary>Ourselves; as root the owner of the database that is there, else an unprivileged user of the system.</summary>
    internal static async Task<ServerUser> Choose(string? existingData, CancellationToken cancellationToken)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return new ServerUser(Environment.UserName, null);
        }

        if (existingData is not null && await Stat.Of(existingData, cancellationToken) is { User: not "0" } owner)
        {
            return new ServerUser(owner.UserName, (owner.User, owner.Group));
        }

        foreach (var name in Unprivileged)
        {
            // name:x:uid:gid:…
            var entry = await Tool.Run(["getent", "passwd", name], cancellationToken);
            if (entry.Ok && entry.Output.Split(':') is [_, _, var user, var group, ..])
            {
                return new ServerUser(name, (user, group));
            }
        }

        throw new PrivatePostgresException(
            "PostgreSQL refuses to run as root, and neither a user 'postgres' nor 'nobody' exists. Start the silo as another user, or set "
                + "ConnectionStrings:Postgres.");
    }

    /// <summary>The command as this user.</summary>
    internal IReadOnlyList<string> As(params IReadOnlyList<string> command) => DropTo switch
    {
        null => command,
        var (user, group) when Tool.Find("setpriv") is { } setpriv =>
            [setpriv, $"--reuid={user}", $"--regid={group}", "--clear-groups", "--", .. command],
        _ => ["runuser", "-u", Name, "--", .. command],
    };

    internal async Task<bool> CanEnter(string folder, CancellationToken cancellationToken) =>
        (await Tool.Run(As("test", "-x", folder), cancellationToken)).Ok;

    /// <summary>Makes a new folder that only this user (and root) can enter; one that is there already is an error, whoever
    /// made it.</summary>
    internal async Task MakePrivateFolder(string folder, CancellationToken cancellationToken)
    {
        var made = await Tool.Run(["mkdir", "--mode=0700", folder], cancellationToken);
        if (made.Ok && DropTo is var (user, group))
        {
            made = await Tool.Run(["chown", "--no-dereference", $"{user}:{group}", folder], cancellationToken);
        }

        if (!made.Ok)
        {
            throw new PrivatePostgresException(
                $"The folder {folder} could not be made for user {Name}: {made.LastLine}. Mend that, or choose another DataFolder.");
        }
    }
}
