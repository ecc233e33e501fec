namespace MoodleGrains.Silo.Tests.Rosters.Runs;

/// <summary>The silo ended here.</summary>
internal sealed class CrashException() : Exception("The silo ended here.");

/// <summary>Ends the silo at random moments: before or after a call to Moodle or a command to a grain, done or not.</summary>
internal sealed class Crashes(Random random)
{
    // A batch has more moments than most gaps, so that each is ended in the middle and is got over all the same.
    private const int Farthest = 150;

    private readonly Lock gate = new();
    private int left;
    private int until = int.MaxValue;

    /// <summary>Moments that were passed since the beginning.</summary>
    public int Passed { get; private set; }

    /// <summary>How often it ended.</summary>
    public int Made { get; private set; }

    /// <summary>Begins anew.</summary>
    /// <param name="times">How often it shall end.</param>
    public void Begin(int times)
    {
        lock (gate)
        {
            (Made, left) = (0, times);
            until = times == 0 ? int.MaxValue : random.Next(1, Farthest);
            Passed = 0;
        }
    }

    /// <summary>A moment at which it may end.</summary>
    public void Point()
    {
        lock (gate)
        {
            Passed++;
            if (--until > 0)
            {
                return;
            }

            Made++;
            until = --left > 0 ? random.Next(1, Farthest) : int.MaxValue;
        }

        throw new CrashException();
    }

    public HttpMessageHandler Before(HttpMessageHandler network) => new Wire(this, network);

    public IAggregateClient Before(IAggregateClient grains) => new Engine(this, grains);

    private sealed class Wire(Crashes crashes, HttpMessageHandler network) : DelegatingHandler(network)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            crashes.Point();
            var response = await base.SendAsync(request, cancellationToken);
            crashes.Point();
            return response;
        }
    }

    private sealed class Engine(Crashes crashes, IAggregateClient grains) : IAggregateClient
    {
        public async ValueTask<Outcome> Send(StreamKey grain, Delivery delivery, CancellationToken cancellationToken)
        {
            crashes.Point();
            var outcome = await grains.Send(grain, delivery, cancellationToken);
            crashes.Point();
            return outcome;
        }

        public ValueTask<TState> Latest<TState>(StreamKey grain, CancellationToken cancellationToken)
            where TState : class, IAggregate<TState> => grains.Latest<TState>(grain, cancellationToken);
    }
}
