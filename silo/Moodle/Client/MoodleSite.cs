using System.Text.Json;
using MoodleGrains.Silo.Json;

namespace MoodleGrains.Silo.Moodle.Client;

/// <summary>
/// The web services of one Moodle, one typed method a function. Every method throws <see cref="MoodleFaultException"/>, whose
/// fault tells what it was and what to do. Names are asked for as stored (<c>moodlewssettingraw</c>). Long lists go in as many
/// requests as they need. A new function is one method here and one record; see docs/connecting-moodle.md.
/// </summary>
internal sealed partial class MoodleSite
{
    // Enough for three bad courses among a thousand.
    private const int MostHalvings = 30;

    private readonly SiteCalls calls;
    private readonly CallCounts? tally;

    /// <summary>The client of one site.</summary>
    /// <param name="calls">What sends its requests.</param>
    public MoodleSite(SiteCalls calls)
        : this(calls, null)
    {
    }

    private MoodleSite(SiteCalls calls, CallCounts? tally) => (this.calls, this.tally) = (calls, tally);

    /// <summary>The slug of the site.</summary>
    public string Slug => calls.Slug;

    /// <summary>Requests since the start, by whomever.</summary>
    public CallCounts Calls => calls.Counts;

    /// <summary>The same site, whose requests are counted a second time: a poll reports its own.</summary>
    /// <param name="into">Takes the counts.</param>
    /// <returns>The site.</returns>
    public MoodleSite Counted(CallCounts into) => new(calls, into);

    /// <summary>The token that calls go out with.</summary>
    /// <param name="cancellationToken">Stops the login, where there is one.</param>
    /// <returns>The token: a secret.</returns>
    public ValueTask<string> TokenAsync(CancellationToken cancellationToken) => calls.TokenAsync(cancellationToken);

    /// <summary><c>core_webservice_get_site_info</c>.</summary>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>What Moodle tells of itself and of the token.</returns>
    public Task<SiteInfo> InfoAsync(CancellationToken cancellationToken) =>
        AskAsync(
            MoodleFunctions.SiteInfo,
            new(),
            answer => new SiteInfo(
                answer.At,
                MoodleJson.Word(answer.Body, "sitename"u8) ?? "",
                MoodleJson.Needed(answer.Body, "userid"u8),
                MoodleJson.Word(answer.Body, "username"u8) ?? "",
                MoodleJson.Flag(answer.Body, "userissiteadmin"u8) ?? false,
                MoodleJson.Word(answer.Body, "release"u8) ?? "",
                MoodleJson.List(answer.Body, "functions"u8).Select(function => MoodleJson.Word(function, "name"u8) ?? "")
                    .ToHashSet(StringComparer.Ordinal)),
            cancellationToken);

    /// <summary>What can be read with this token; asked anew after an hour, and after the token was renewed.</summary>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The abilities.</returns>
    public async ValueTask<SiteAbilities> AbilitiesAsync(CancellationToken cancellationToken)
    {
        if (calls.Abilities is { } known)
        {
            return known;
        }

        var info = await InfoAsync(cancellationToken);
        return calls.Remember(SiteAbilities.Of(info));
    }

    private async Task<T> AskAsync<T>(
        string function, MoodleForm form, Func<Answered, T> read, CancellationToken cancellationToken)
    {
        using var answer = await calls.AskAsync(function, form, tally, cancellationToken);
        return Read(function, answer, read);
    }

    // Asks for a long list in parts. A part whose answer is too large is asked for in halves, and so is one that a single item makes fail,
    // where the caller takes such items in refused. It throws where no part was answered.
    private async Task<List<T>> AskInPartsAsync<TItem, T>(
        string function,
        IEnumerable<TItem> items,
        int most,
        Func<TItem[], MoodleForm> form,
        Func<Answered, T> read,
        CancellationToken cancellationToken,
        Dictionary<TItem, MoodleFault>? refused = null)
        where TItem : notnull
    {
        var answers = new List<T>();
        var halvings = 0;
        var parts = new Stack<TItem[]>(items.Chunk(most).Reverse());
        while (parts.TryPop(out var part))
        {
            try
            {
                answers.Add(await AskAsync(function, form(part), read, cancellationToken));
            }
            catch (MoodleFaultException e) when (part.Length > 1 && MayHalve(e.Fault))
            {
                parts.Push(part[(part.Length / 2)..]);
                parts.Push(part[..(part.Length / 2)]);
            }
            catch (MoodleFaultException e) when (part.Length == 1 && refused is not null && e.Fault.MayBeOneItem)
            {
                refused[part[0]] = e.Fault;
            }
        }

        return refused is null or { Count: 0 } || answers.Count > 0 ? answers : throw new MoodleFaultException(refused.First().Value);

        bool MayHalve(MoodleFault fault) =>
            fault.Kind == FaultKind.AnswerTooLarge || (refused is not null && fault.MayBeOneItem && halvings++ < MostHalvings);
    }

    private async Task<List<T>> WriteEachAsync<T>(
        string function, IEnumerable<(MoodleForm Form, int Items)> forms, Func<Answered, T> read, CancellationToken cancellationToken)
    {
        var pages = new List<T>();
        var done = 0;
        foreach (var (form, items) in forms)
        {
            try
            {
                using var answer = await calls.WriteAsync(function, form, tally, cancellationToken);
                pages.Add(Read(function, answer, read));
            }
            catch (MoodleFaultException failed) when (done > 0)
            {
                throw new MoodleFaultException(failed.Fault, done, failed);
            }

            done += items;
        }

        return pages;
    }

    // The readers' messages name the field and never a value that could be a person's.
    private T Read<T>(string function, Answered answer, Func<Answered, T> read)
    {
        try
        {
            return read(answer);
        }
        catch (Exception e) when (e is FormatException or JsonException or KeyNotFoundException)
        {
            throw new MoodleFaultException(new(FaultKind.BadAnswer, Slug, function, Detail: e.Message), 0, e);
        }
    }
}
