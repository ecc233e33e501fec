using MoodleGrains.EventSourcing;
using Orleans;
using Orleans.Runtime;

namespace MoodleGrains.Announcements;

/// <summary>What is posted about one conference because of one rule.</summary>
public interface IAnnouncementGrain : IEventSourcedGrain<Announcement>;

/// <inheritdoc cref="IAnnouncementGrain"/>
/// <param name="snapshot">Its snapshot.</param>
/// <param name="services">What it works with.</param>
[GrainType("announcement")]
public sealed class AnnouncementGrain(
    [PersistentState("announcement", Snapshot.Storage)] IPersistentState<Snapshot> snapshot, ActivationServices services)
    : EventSourcedGrain<Announcement>(snapshot, services), IAnnouncementGrain;
