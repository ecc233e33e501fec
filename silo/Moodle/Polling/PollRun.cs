using MoodleGrains.Silo.Moodle.Client;

namespace MoodleGrains.Silo.Moodle.Polling;

/// <summary>One reconcile at work: whom it asks, what it may cost, what came of it.</summary>
/// <param name="id">Its number among the runs; 0 for a reading by a hint, which is none.</param>
/// <param name="site">How the site is polled.</param>
/// <param name="moodle">The site; requests are counted here.</param>
/// <param name="now">When it began, Unix seconds by our clock.</param>
internal sealed class PollRun(long id, SitePolling site, MoodleSite moodle, long now)
{
    private readonly CallCounts calls = new();
    private readonly List<string> notes = [];
    private readonly PollFailures failures = new();
    private MoodleSite? counted;
    private long events;

    /// <summary>Its number among the runs; 0 for a reading by a hint.</summary>
    public long Id => id;

    /// <summary>How the site is polled.</summary>
    public SitePolling Polling => site;

    /// <summary>The slug of the site.</summary>
    public string Site => site.Site;

    /// <summary>The site.</summary>
    public MoodleSite Moodle => counted ??= moodle.Counted(calls);

    /// <summary>When it began, Unix seconds by our clock.</summary>
    public long Now => now;

    /// <summary>Whether the account sees its own courses only, as a student does.</summary>
    public bool OwnOnly { get; set; }

    /// <summary>Whether the site was never read whole yet and this reconcile left something over: another follows at once.</summary>
    public bool GoesOn { get; set; }

    /// <summary>What of the site is kept, once its courses were read; null where all of it is.</summary>
    public ScopeRead? Scope { get; set; }

    /// <summary>Requests so far, retries among them.</summary>
    public long Calls => calls.Total;

    /// <summary>Events that its observations led to.</summary>
    public long Events => Interlocked.Read(ref events);

    /// <summary>What a person should know of it.</summary>
    public string? Notes
    {
        get
        {
            lock (notes)
            {
                var all = notes.Concat(failures.OfObjects()).ToList();
                return all.Count == 0 ? null : string.Join(" ", all);
            }
        }
    }

    /// <summary>What could not be read, and what is held.</summary>
    public PollFailures Failures => failures;

    /// <summary>Whether so many more requests are within the budget.</summary>
    /// <param name="more">How many.</param>
    /// <returns>True if so.</returns>
    public bool Affords(long more) => Calls + more <= site.Calls;

    /// <summary>How many more objects may be asked for one by one, so that what follows is still affordable.</summary>
    /// <param name="calls">Requests for each.</param>
    /// <returns>How many; none if the budget is spent.</returns>
    public int OneByOne(int calls) => (int)Math.Max(0, (site.Calls - Calls) / 2 / calls);

    /// <summary>
    /// Goes on without an object that could not be read, and reports it; throws where the fault concerns the whole site. Where that
    /// is not known, another call tells.
    /// </summary>
    /// <param name="what">What it was, as in "Conference".</param>
    /// <param name="id">Which.</param>
    /// <param name="e">The fault.</param>
    /// <param name="cancellationToken">Stops the asking.</param>
    /// <returns>A task.</returns>
    /// <exception cref="MoodleFaultException">The reconcile cannot go on.</exception>
    public async Task LeaveOutAsync(string what, long id, MoodleFaultException e, CancellationToken cancellationToken)
    {
        await CheckSiteAsync(e, cancellationToken);
        failures.Object(what, id, e.Fault.Short);
    }

    /// <summary>Goes on without a whole part of the reconcile, as <see cref="LeaveOutAsync"/> does without an object.</summary>
    /// <param name="part">Which part.</param>
    /// <param name="e">The fault.</param>
    /// <param name="cancellationToken">Stops the asking.</param>
    /// <returns>A task.</returns>
    /// <exception cref="MoodleFaultException">The reconcile cannot go on.</exception>
    public async Task LeavePartAsync(string part, MoodleFaultException e, CancellationToken cancellationToken)
    {
        await CheckSiteAsync(e, cancellationToken);
        failures.Part(part, e.Fault.Shown);
    }

    /// <summary>Counts events.</summary>
    /// <param name="more">How many.</param>
    public void Led(long more) => Interlocked.Add(ref events, more);

    /// <summary>Adds a sentence to its report.</summary>
    /// <param name="sentence">The sentence, without personal data.</param>
    public void Note(string sentence)
    {
        lock (notes)
        {
            notes.Add(sentence);
        }
    }

    private async Task CheckSiteAsync(MoodleFaultException e, CancellationToken cancellationToken)
    {
        // A reading by a hint is tried again by itself.
        if (e.Fault.ConcernsSite || (e.Fault.MayConcernSite && (id == 0 || !failures.MayDoubt())))
        {
            throw new MoodleFaultException(e.Fault, 0, e);
        }

        if (e.Fault.MayConcernSite)
        {
            await Moodle.InfoAsync(cancellationToken);
        }
    }
}

/// <summary>A part of a reconcile was stopped because an answer cannot be believed without a person, or without being repeated.</summary>
/// <param name="reason">Which answer, and what to do.</param>
internal sealed class HeldException(string reason) : Exception(reason);
