using MoodleGrains.EventSourcing;
using Orleans;
using Orleans.Runtime;

namespace MoodleGrains.Categories;

/// <summary>A course category of a site.</summary>
public interface ICategoryGrain : IEventSourcedGrain<Category>;

/// <inheritdoc cref="ICategoryGrain"/>
/// <param name="snapshot">Its snapshot.</param>
/// <param name="services">What it works with.</param>
[GrainType("category")]
public sealed class CategoryGrain(
    [PersistentState("category", Snapshot.Storage)] IPersistentState<Snapshot> snapshot, ActivationServices services)
    : EventSourcedGrain<Category>(snapshot, services), ICategoryGrain;
