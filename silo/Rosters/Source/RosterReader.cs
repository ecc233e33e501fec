using System.Net;
using Microsoft.Extensions.Logging;
using MoodleGrains.Rosters;

namespace MoodleGrains.Silo.Rosters.Source;

/// <summary>Reads rosters from where their terms say, and checks them.</summary>
internal sealed partial class RosterReader : IDisposable
{
    private readonly RosterSettings settings;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly HttpSource http;

    /// <summary>Makes it; nothing is read yet.</summary>
    /// <param name="settings">How the silo logs in at the sources.</param>
    /// <param name="time">The clock of time-outs.</param>
    /// <param name="logger">Takes one line a reading.</param>
    /// <param name="resolve">Resolves names; null for the machine's way.</param>
    /// <param name="proxy">The proxy; null for that of the environment.</param>
    public RosterReader(
        RosterSettings settings, TimeProvider time, ILogger logger, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null,
        IWebProxy? proxy = null)
    {
        (this.settings, this.time, this.logger) = (settings, time, logger);
        http = new(resolve, proxy);
    }

    /// <summary>Reads one.</summary>
    /// <param name="site">The slug of the site that follows it.</param>
    /// <param name="name">Its name, by which its login is found in the configuration.</param>
    /// <param name="terms">What it says.</param>
    /// <param name="last">The body of the last reading, for a source that says it is unchanged; null for none.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The roster, or why there is none.</returns>
    public async Task<RosterRead> ReadAsync(
        string site,
        string name,
        RosterTerms terms,
        RosterBody? last,
        CancellationToken cancellationToken)
    {
        var place = Place.Of(terms.Source);
        try
        {
            var body = await BodyAsync(name, terms.Source, last, cancellationToken);
            var read = RosterParsing.Of(body, terms, settings.Logins.GetValueOrDefault(name));
            ReadLine(
                site,
                name,
                place,
                body.Bytes.Length,
                read.Encoding,
                read.Wanted.Courses.Count,
                ReferenceEquals(body, last) ? "unchanged" : "new");
            return read;
        }
        catch (SourceFailedException failed)
        {
            FailedLine(site, name, failed.Message);
            return new RosterRead.Failed(failed.Message, failed.Begins);
        }
    }

    /// <summary>Reads and checks a body.</summary>
    /// <param name="body">The body.</param>
    /// <param name="terms">By what it is checked.</param>
    /// <returns>The roster, or why there is none.</returns>
    public static RosterRead Parse(RosterBody body, RosterTerms terms)
    {
        try
        {
            return RosterParsing.Of(body, terms);
        }
        catch (SourceFailedException failed)
        {
            return new RosterRead.Failed(failed.Message, failed.Begins);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    private async Task<RosterBody> BodyAsync(string name, RosterSource source, RosterBody? last, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(source.TimeoutSeconds), time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            if (source.Kind == RosterSource.File)
            {
                return new(source.Format, null, await FileSource.ReadAsync(source, stop.Token));
            }

            var login = settings.Logins.GetValueOrDefault(name);

            // A tag is that of one page, so that a roster of several keeps none.
            return await GetAsync(SourceTag.Of(source, last), null) is not { } first ? last!
                : first.Next is null ? new(source.Format, SourceTag.Kept(source, first.Etag), first.Bytes, first.Charset)
                : new(source.Format, null, await new RosterPages(source, login, async page => (await GetAsync(null, page))!)
                    .WholeAsync(first));

            Task<SourcePage?> GetAsync(string? etag, Uri? page) =>
                http.GetAsync(source, login, $"Rosters:{name}", settings.Hosts.GetValueOrDefault(name), etag, stop.Token, page);
        }
        catch (Exception over) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested
            && over is OperationCanceledException or IOException or HttpRequestException)
        {
            throw SourceWords.TooSlow(Place.Of(source), source.TimeoutSeconds);
        }
    }

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Roster {Site}/{Name}: {Place} read, {Bytes} bytes in {Encoding}, {Courses} courses, {State}")]
    private partial void ReadLine(string site, string name, string place, int bytes, string encoding, int courses, string state);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Roster {Site}/{Name}: {Reason}")]
    private partial void FailedLine(string site, string name, string reason);
}
