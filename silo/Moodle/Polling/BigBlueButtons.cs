using System.Globalization;
using MoodleGrains.Conferences;
using MoodleGrains.Convergence;
using MoodleGrains.Silo.Moodle.Answers;
using MoodleGrains.Silo.Moodle.Client;

namespace MoodleGrains.Silo.Moodle.Polling;

/// <summary>
/// BigBlueButton activities. Their list tells name and visibility, the calendar the start; start and end together only
/// <c>meeting_info</c> does, one request a conference, so it is asked at the conference's turn (<see cref="ConferenceTurn"/>).
/// </summary>
internal sealed class BigBlueButtons(IAggregateClient grains)
{
    // Rooms without a time and old conferences have no calendar event in the window: so many of them are asked about in one reading.
    private const int WithoutEventAtOnce = 20;
    private const int AtOnce = 4;

    /// <summary>Takes a list in.</summary>
    /// <param name="work">The reading.</param>
    /// <param name="list">What Moodle answered.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>A task.</returns>
    public async Task ReadAsync(ConferenceWork work, ConferencesRead list, CancellationToken cancellationToken)
    {
        var events = work.Entries
            .Where(entry => entry.Module == BigBlueButtonsAnswer.Module && entry.EventType == "meeting_start" && entry.Instance is not null)
            .GroupBy(entry => entry.Instance!.Value).ToDictionary(group => group.Key, group => group.MaxBy(entry => entry.TimeModified)!);
        var rooms = list.Told.Select(told => (ObserveConference)told.Command).Zip(list.Conferences)
            .Select(pair => Of(work, pair.Second, pair.First, events.GetValueOrDefault(
                pair.Second.Instance))).DistinctBy(room => room.Row).ToList();
        work.Listed.UnionWith(rooms.Select(room => room.Row));
        var length = (long)work.Sources.Length.TotalSeconds;
        var due = rooms.Where(room => room.Event is not null
            && ((work.Hinted && work.InWindow(room.Event.StartsAt)) || ConferenceTurn.IsDue(room.Last, room.Seen, work.Run.Now, length)));
        var others = rooms.Where(room => room.Event is null && ConferenceTurn.IsDue(room.Last, room.Seen, work.Run.Now, length))
            .OrderBy(room => room.Last?.ReadAt ?? 0).Take(WithoutEventAtOnce);
        var asked = due.Concat(others).ToDictionary(room => room.Row);
        foreach (var room in rooms.Where(room => !asked.ContainsKey(room.Row)))
        {
            work.Told.Add((room.Grain, room.Listed));
        }

        await Parallel.ForEachAsync(
            asked.Values,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (room, stop) => await AskAsync(work, room, stop));
    }

    private static Room Of(ConferenceWork work, ConferenceSeen seen, ObserveConference listed, CalendarEntry? entry)
    {
        var last = work.Readings.GetValueOrDefault(seen.CourseModule);
        var start = entry is null
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $"{entry.StartsAt}/{entry.TimeModified}");

        // Outside the window there is no event to be seen: it is taken to be as it was.
        if (entry is null && last is { StartsAt: > 0 } && !work.InWindow(last.StartsAt) && last.Seen.LastIndexOf('|') is var at and >= 0)
        {
            start = last.Seen[(at + 1)..];
        }

        return new(
            seen,
            listed,
            entry,
            last,
            $"{seen.Visible}/{TextFingerprint.Of(listed.Name?.Value ?? "")}/{seen.TimeModified}|{start}",
            work.Run.Site);
    }

    private async Task AskAsync(ConferenceWork work, Room room, CancellationToken cancellationToken)
    {
        if (!work.Run.Affords(1))
        {
            Tell(work, room.Grain, room.Listed, null);
            return;
        }

        try
        {
            var read = await work.Run.Moodle.MeetingInfoAsync(room.Of.Instance, room.Of.Course, cancellationToken);
            var told = (ObserveConference)read.Told.Command;
            Tell(
                work,
                room.Grain,
                told with { Name = room.Listed.Name, Visible = room.Listed.Visible, Running = told.Running ?? read.Running },
                room.Reading(work.Run.Now, room.Seen, read.OpensAt, read.ClosesAt, read.Running));
        }
        catch (MoodleFaultException e) when (IsServerDown(e.Fault.Kind))
        {
            await FallBackAsync(work, room, cancellationToken);
        }
        catch (MoodleFaultException e)
        {
            // Deleted or hidden since the list was read: the next one shows it.
            if (e.Fault.Kind is not (FaultKind.NotVisible or FaultKind.Gone or FaultKind.CapabilityMissing))
            {
                await work.Run.LeaveOutAsync("Times of conference", room.Row, e, cancellationToken);
            }

            Tell(work, room.Grain, room.Listed, null);
        }
    }

    /// <summary>Whether a refusal of <c>meeting_info</c> means that only the calendar can tell.</summary>
    /// <param name="kind">The refusal.</param>
    /// <returns>True if so.</returns>
    public static bool IsServerDown(FaultKind kind) =>
        kind is FaultKind.ConferenceServerDown or FaultKind.PhpError or FaultKind.InvalidResponse;

    /// <summary>What the calendar's start means: the end follows from the setting where the known one no longer fits.</summary>
    /// <param name="told">What is told, with that start.</param>
    /// <param name="known">The conference as its grain knows it.</param>
    /// <param name="length">How long it is taken to last.</param>
    /// <returns>What is told, with its end where that is news.</returns>
    public static ObserveConference Assumed(ObserveConference told, Conference known, TimeSpan length)
    {
        var moved = !known.StartsAt.Known || known.StartsAt.Value != told.StartsAt;
        return told with { EndsAt = moved || !known.EndsAt.Known ? told.StartsAt + (long)length.TotalSeconds : null };
    }

    private async Task FallBackAsync(ConferenceWork work, Room room, CancellationToken cancellationToken)
    {
        if (room.Event is not { } entry)
        {
            Tell(work, room.Grain, room.Listed, null);
            return;
        }

        var state = await grains.Latest<Conference>(room.Grain, cancellationToken);
        var told = Assumed(
            room.Listed with { StartsAt = entry.StartsAt, JoinUrl = work.ViewPage(BigBlueButtonsAnswer.Module, room.Row) },
            state,
            work.Sources.Length);
        Tell(work, room.Grain, told, room.Reading(work.Run.Now, "", entry.StartsAt, told.EndsAt ?? state.EndsAt.Value, false));
    }

    private static void Tell(ConferenceWork work, StreamKey grain, ObserveConference told, ConferenceReading? kept)
    {
        lock (work.Told)
        {
            work.Told.Add((grain, told));
            if (kept is not null)
            {
                work.Kept.Add(kept);
            }
        }
    }

    private sealed record Room(
        ConferenceSeen Of, ObserveConference Listed, CalendarEntry? Event, ConferenceReading? Last, string Seen, string Site)
    {
        public long Row => Of.CourseModule;

        public StreamKey Grain => ConferenceId.OfActivity(Site, Row);

        public ConferenceReading Reading(long now, string seen, long startsAt, long endsAt, bool running) =>
            new(Row, BigBlueButtonsAnswer.Module, Of.Instance, Of.Course, seen, startsAt, endsAt, running, now);
    }
}
