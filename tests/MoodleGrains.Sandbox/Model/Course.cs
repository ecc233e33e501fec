using System.Collections.Immutable;
using MoodleGrains.Sandbox.Php;

namespace MoodleGrains.Sandbox.Model;

/// <summary>A row of the course table, as far as a stand-in needs to vary it.</summary>
public sealed record Course
{
    /// <summary>Its id.</summary>
    public required long Id { get; init; }

    /// <summary>Its context.</summary>
    public required long ContextId { get; init; }

    /// <summary>Its category.</summary>
    public required long CategoryId { get; init; }

    /// <summary>Its full name as stored.</summary>
    public required string FullName { get; init; }

    /// <summary>Its short name as stored; unique.</summary>
    public required string ShortName { get; init; }

    /// <summary>Its idnumber; empty if none.</summary>
    public string IdNumber { get; init; } = "";

    /// <summary>Its summary; null if none was ever given.</summary>
    public string? Summary { get; init; }

    /// <summary>1 HTML, 2 plain text.</summary>
    public long SummaryFormat { get; init; } = 1;

    /// <summary>Its course format.</summary>
    public string Format { get; init; } = "topics";

    /// <summary>Start date, Unix seconds, 0 for none.</summary>
    public long StartDate { get; init; }

    /// <summary>End date, Unix seconds, 0 for none.</summary>
    public long EndDate { get; init; }

    /// <summary>Its place among all courses.</summary>
    public long SortOrder { get; init; }

    /// <summary>Whether students see it.</summary>
    public bool Visible { get; init; } = true;

    /// <summary>What it was before its category was hidden.</summary>
    public bool VisibleOld { get; init; } = true;

    /// <summary>Whether completion tracking is on in it.</summary>
    public bool TracksCompletion { get; init; } = true;

    /// <summary>The forced language; empty if none.</summary>
    public string Language { get; init; } = "";

    /// <summary>When it was created, Unix seconds.</summary>
    public long TimeCreated { get; init; }

    /// <summary>When the row was last changed, Unix seconds.</summary>
    public long TimeModified { get; init; }

    /// <summary>The revision of its cache: the time, or one more than before where that is later.</summary>
    public long CacheRev { get; init; }

    /// <summary>How many sections it has behind section 0.</summary>
    public int Sections { get; init; }

    /// <summary>Its enrolment methods: the name and the row of the enrol table.</summary>
    public ImmutableArray<(string Method, long Id)> EnrolInstances { get; init; } = [];

    /// <summary>The context in which its events happen.</summary>
    public MoodleContext Context => new(ContextId, 50, Id, Id);

    /// <summary>The row after a rebuild of the course's cache at a time.</summary>
    /// <param name="now">The time, Unix seconds.</param>
    /// <returns>The row.</returns>
    public Course Rebuilt(long now) => this with { CacheRev = CacheRev < now || CacheRev > now + 3600 ? now : CacheRev + 1 };

    /// <summary>The table row.</summary>
    /// <returns>The row, columns in the table's order.</returns>
    public PhpMap Row() => new()
    {
        ["id"] = Id,
        ["category"] = CategoryId,
        ["sortorder"] = SortOrder,
        ["fullname"] = FullName,
        ["shortname"] = ShortName,
        ["idnumber"] = IdNumber,
        ["summary"] = Summary,
        ["summaryformat"] = SummaryFormat,
        ["format"] = Format,
        ["showgrades"] = 1L,
        ["newsitems"] = 5L,
        ["startdate"] = StartDate,
        ["enddate"] = EndDate,
        ["relativedatesmode"] = 0L,
        ["marker"] = 0L,
        ["maxbytes"] = 0L,
        ["legacyfiles"] = 0L,
        ["showreports"] = 0L,
        ["visible"] = Visible ? 1L : 0L,
        ["visibleold"] = VisibleOld ? 1L : 0L,
        ["downloadcontent"] = null,
        ["groupmode"] = 0L,
        ["groupmodeforce"] = 0L,
        ["defaultgroupingid"] = 0L,
        ["lang"] = Language,
        ["calendartype"] = "",
        ["theme"] = "",
        ["timecreated"] = TimeCreated,
        ["timemodified"] = TimeModified,
        ["requested"] = 0L,
        ["enablecompletion"] = TracksCompletion ? 1L : 0L,
        ["completionnotify"] = 0L,
        ["cacherev"] = CacheRev,
        ["originalcourseid"] = null,
        ["showactivitydates"] = 1L,
        ["showcompletionconditions"] = 1L,
        ["pdfexportfont"] = null,
    };
}
