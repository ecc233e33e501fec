// Silos measure themselves against the clock and share two cores.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
