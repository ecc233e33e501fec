using System.Globalization;
using MoodleGrains.Conferences;
using MoodleGrains.Convergence;
using MoodleGrains.Silo.Moodle.Client;

namespace MoodleGrains.Silo.Moodle.Polling;

/// <summary>One reading of conferences: what is known, what Moodle answered, and what is to be told and kept of it.</summary>
/// <param name="run">The reconcile.</param>
/// <param name="sources">What counts as a conference.</param>
internal sealed class ConferenceWork(PollRun run, ConferenceSources sources)
{
    private const long Day = 86_400;

    /// <summary>The reconcile.</summary>
    public PollRun Run => run;

    /// <summary>What counts as a conference.</summary>
    public ConferenceSources Sources => sources;

    /// <summary>Which courses are read.</summary>
    public required IReadOnlyCollection<long> Courses { get; init; }

    /// <summary>Whether the account sees its own courses only, as a student does: what is hidden from it is hidden from students.</summary>
    public required bool OwnOnly { get; init; }

    /// <summary>Whether a hint asked for this reading: then conferences in the window are read whatever their turn.</summary>
    public required bool Hinted { get; init; }

    /// <summary>What the read model has, by row id.</summary>
    public required IReadOnlyDictionary<long, KnownConference> Known { get; init; }

    /// <summary>The last readings, by row id.</summary>
    public required IReadOnlyDictionary<long, ConferenceReading> Readings { get; init; }

    /// <summary>The entries of the calendar in the window.</summary>
    public IReadOnlyList<CalendarEntry> Entries { get; set; } = [];

    /// <summary>When the calendar was read, Unix seconds by the site's clock.</summary>
    public long CalendarAt { get; set; }

    /// <summary>Whether the list of BigBlueButton activities was answered: only then one is missed.</summary>
    public bool RoomsRead { get; set; }

    /// <summary>Whether the calendar was answered: only then what it tells is missed.</summary>
    public bool CalendarRead { get; set; }

    /// <summary>Conferences that an answer listed, by row id.</summary>
    public HashSet<long> Listed { get; } = [];

    /// <summary>Courses whose conferences were not answered.</summary>
    public HashSet<long> Refused { get; } = [];

    /// <summary>What is to be told.</summary>
    public List<(StreamKey Grain, ICommand Command)> Told { get; } = [];

    /// <summary>What is to be kept for the next reading.</summary>
    public List<ConferenceReading> Kept { get; } = [];

    /// <summary>The row ids of those that are gone.</summary>
    public List<long> Gone { get; } = [];

    /// <summary>The window's begin: what began a day ago may still be open.</summary>
    public long From => run.Now - Day;

    /// <summary>The window's end.</summary>
    public long To => run.Now + (sources.Days * Day);

    /// <summary>Whether an instant is in the window.</summary>
    public bool InWindow(long at) => at >= From && at <= To;

    /// <summary>The activity's own page, which works for whoever clicks.</summary>
    public string ViewPage(string module, long courseModule) =>
        string.Create(CultureInfo.InvariantCulture, $"{run.Polling.Url}/mod/{module}/view.php?id={courseModule}");

    /// <summary>Reports courses that could not be read.</summary>
    public void LeftOut(string what, IReadOnlyDictionary<long, MoodleFault> faults)
    {
        foreach (var (course, fault) in faults)
        {
            run.Failures.Object(what, course, fault.Short);
        }
    }

    /// <summary>A deletion that a direct question confirmed.</summary>
    public void IsGone(long row, long at)
    {
        Told.Add((ConferenceId.OfRow(run.Site, row), new ObserveConferenceDeleted(new FieldVersion(null, at, SourcePrecedence.Deleted))));
        Gone.Add(row);
    }
}
