using Microsoft.Extensions.Logging;
using MoodleGrains.Rosters;

namespace MoodleGrains.Silo.Rosters.Source;

/// <summary>Reads rosters from where their terms say, and checks them.</summary>
/// <param name="settings">How the silo logs in at the sources.</param>
/// <param name="time">The clock of time-outs.</param>
/// <param name="logger">Takes one line a reading.</param>
internal sealed class RosterReader(RosterSettings settings, TimeProvider time, ILogger logger) : IDisposable
{
    /// <summary>Reads one.</summary>
    /// <param name="site">The slug of the site that follows it.</param>
    /// <param name="name">Its name, by which its secrets are found in the configuration.</param>
    /// <param name="terms">What it says.</param>
    /// <param name="last">The body of the last reading, for a source that says it is unchanged; null for none.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The roster, or why there is none.</returns>
    public Task<RosterRead> ReadAsync(string site, string name, RosterTerms terms, RosterBody? last, CancellationToken cancellationToken)
    {
        _ = (settings, time, logger, site, name, terms, last, cancellationToken);
        throw new NotSupportedException();
    }

    /// <summary>Reads and checks a body.</summary>
    /// <param name="body">The body.</param>
    /// <param name="terms">By what it is checked.</param>
    /// <returns>The roster, or why there is none.</returns>
    public static RosterRead Parse(RosterBody body, RosterTerms terms)
    {
        _ = (body, terms);
        throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
