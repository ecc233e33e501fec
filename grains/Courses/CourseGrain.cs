using MoodleGrains.EventSourcing;
using Orleans;
using Orleans.Runtime;

namespace MoodleGrains.Courses;

/// <summary>A course of a site.</summary>
public interface ICourseGrain : IEventSourcedGrain<Course>;

/// <inheritdoc cref="ICourseGrain"/>
/// <param name="snapshot">Its snapshot.</param>
/// <param name="services">What it works with.</param>
[GrainType("course")]
public sealed class CourseGrain(
    [PersistentState("course", Snapshot.Storage)] IPersistentState<Snapshot> snapshot, ActivationServices services)
    : EventSourcedGrain<Course>(snapshot, services), ICourseGrain;
