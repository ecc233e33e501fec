namespace MoodleGrains.Silo.PrivatePostgres;

/// <summary>Who owns a file, who may do what with it, and whether it is what it seems.</summary>
internal sealed record Stat(string User, string UserName, string Group, string Mode, string Kind)
{
    /// <summary>The facts of a path, of a link itself rather than its target; null if there is none.</summary>
    internal static async Task<Stat?> Of(string path, CancellationToken cancellationToken)
    {
        var told = await Tool.Run(["stat", "--format=%u:%U:%g:%a:%F", path], cancellationToken);
        return told.Ok && told.Output.Trim().Split(':') is [var user, var name, var group, var mode, var kind]
            ? new Stat(user, name, group, mode, kind)
            : null;
    }
}
