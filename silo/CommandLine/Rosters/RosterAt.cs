using MoodleGrains.ClientApi.Sites;
using MoodleGrains.Rosters;
using MoodleGrains.Rules;

namespace MoodleGrains.Silo.CommandLine.Rosters;

/// <summary>The roster that a command names.</summary>
/// <param name="Site">The slug of its site.</param>
/// <param name="Name">Its name.</param>
internal sealed record RosterAt(string Site, string Name)
{
    /// <summary>Reads site and name.</summary>
    /// <param name="roster">As it was typed, <c>campus/registrar</c>.</param>
    /// <returns>The roster; it need not exist.</returns>
    /// <exception cref="CommandFailure">It names none.</exception>
    public static RosterAt Read(string roster) =>
        roster.Split('/') is [var site, var name] && ClientApi.Sites.Site.IsSlug(site) && Rule.IsName(name)
            ? new(site, name)
            : throw new CommandFailure($"'{roster}' names no roster. Write site/name, such as campus/registrar.", ExitCode.Usage);

    /// <summary>How it stands.</summary>
    /// <param name="rosters">The rosters.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The grain's state; it has terms.</returns>
    /// <exception cref="CommandFailure">There is no such roster.</exception>
    public async Task<Roster> Existing(IRosters rosters, CancellationToken cancellationToken) =>
        await rosters.Find(Site, Name, cancellationToken) is { Terms: not null } found ? found : throw NotThere();

    /// <summary>The failure where there is no such roster.</summary>
    /// <returns>It.</returns>
    public CommandFailure NotThere() => new($"There is no roster '{this}'. 'silo roster list' shows those there are.");

    /// <summary>A run of it: the one that was named, else the last one.</summary>
    /// <param name="lastRun">The number of its last run; 0 if there was none.</param>
    /// <param name="run">The number that was given; null for the last one.</param>
    /// <returns>The run.</returns>
    /// <exception cref="CommandFailure">There is no such run.</exception>
    public ClientApi.Rosters.RunPlace Run(int lastRun, int? run) => run switch
    {
        _ when lastRun == 0 => throw new CommandFailure($"{this} was not run yet. Begin with: silo roster plan {this}"),
        { } number when number < 1 || number > lastRun =>
            throw new CommandFailure($"{this} has no run {number}. Its last one is {lastRun}.", ExitCode.Usage),
        _ => new(Site, Name, run ?? lastRun),
    };

    /// <inheritdoc/>
    public override string ToString() => $"{Site}/{Name}";
}
