using MoodleGrains.EventSourcing;
using MoodleGrains.Silo.EventStore;

namespace MoodleGrains.Silo.Inbox;

/// <summary>
/// The calls of the dispatcher to grains: one outstanding call per grain over all pages, because the order of calls that are not awaited is
/// nobody's promise. A call that fails for a while is made again before anything later goes to its grain.
/// </summary>
/// <param name="grains">The grains.</param>
/// <param name="between">How long to wait after a first failure; longer after each further one.</param>
internal sealed class GrainCalls(IGrainDeliveries grains, TimeSpan between)
{
    /// <summary>After so many failures the dispatcher begins anew at its stored progress, with its leases renewed.</summary>
    private const int Attempts = 5;

    private readonly Dictionary<StreamKey, Task> outstanding = [];

    /// <summary>Calls a grain, once all earlier calls to it are through.</summary>
    /// <param name="grain">The grain.</param>
    /// <param name="deliveries">Its deliveries of a page, in order.</param>
    /// <returns>The deliveries that the grain cannot take, with the reason: they are to be parked.</returns>
    public Task<IReadOnlyList<(Delivery Delivery, string Error)>> Call(StreamKey grain, IReadOnlyList<Delivery> deliveries)
    {
        var call = CallAsync(outstanding.GetValueOrDefault(grain, Task.CompletedTask), grain, deliveries);
        outstanding[grain] = call;
        return call;
    }

    private async Task<IReadOnlyList<(Delivery Delivery, string Error)>> CallAsync(
        Task before, StreamKey grain, IReadOnlyList<Delivery> deliveries)
    {
        // If it failed, this one fails with it and is not made.
        await before;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var outcomes = await grains.Deliver(grain, deliveries, CancellationToken.None);
                if (outcomes.FirstOrDefault(outcome => outcome.Fault is { Passes: true }).Fault is { } passing)
                {
                    throw new GrainFaultException(grain, passing);
                }

                return [.. deliveries.Zip(outcomes)
                    .Where(one => one.Second.Fault is not null)
                    .Select(one => (one.First, one.Second.Fault!.Error))];
            }
            catch (Exception e) when (!Faults.Passing(e))
            {
                return [.. deliveries.Select(delivery => (delivery, GrainFault.ErrorOf(e)))];
            }
            catch (Exception) when (attempt < Attempts)
            {
                await Task.Delay(between * attempt);
            }
        }
    }
}
