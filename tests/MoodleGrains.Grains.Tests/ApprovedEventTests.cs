using System.Runtime.CompilerServices;
using System.Text;
using MoodleGrains.EventSourcing;

namespace MoodleGrains.Grains.Tests;

/// <summary>
/// The JSON of every event is a contract: history is never rewritten. After a change on purpose, run the tests with
/// MOODLEGRAINS_APPROVE=1 and look at the difference; an old shape then needs an upcaster.
/// </summary>
public sealed class ApprovedEventTests
{
    [Fact]
    public void The_JSON_of_every_event_is_as_approved()
    {
        foreach (var (kind, types) in Kinds.All)
        {
            var text = new StringBuilder();
            foreach (var type in types)
            {
                var sample = Samples.All.SingleOrDefault(e => e.GetType() == type.Type);
                sample.ShouldNotBeNull($"{type.Name} of {kind} has no sample: add one to Samples.");
                text.Append(type.Name).Append(' ').Append(Encoding.UTF8.GetString(type.Write(sample))).Append('\n');
            }

            ShouldBeApproved($"{kind}.txt", text.ToString());
        }
    }

    [Fact]
    public void The_JSON_of_every_effect_is_as_approved_and_reads_back()
    {
        var text = new StringBuilder();
        foreach (var type in Kinds.Effects)
        {
            var sample = Samples.Effects.SingleOrDefault(body => body.GetType() == type.Type);
            sample.ShouldNotBeNull($"The effect {type.Name} has no sample: add one to Samples.");
            var json = type.Write(sample);
            type.Write(type.Read(json)).ShouldBe(json, type.Name);
            text.Append(type.Name).Append(' ').Append(Encoding.UTF8.GetString(json)).Append('\n');
        }

        ShouldBeApproved("effects.txt", text.ToString());
    }

    [Fact]
    public void Every_event_reads_back_what_it_wrote()
    {
        foreach (var type in Kinds.All.SelectMany(kind => kind.Events))
        {
            var sample = Samples.All.Single(e => e.GetType() == type.Type);
            var json = type.Write(sample);
            type.Write(type.Read(json)).ShouldBe(json, type.Name);
        }
    }

    [Fact]
    public void No_two_kinds_share_an_event_name()
    {
        var names = Kinds.All.SelectMany(kind => kind.Events).Select(type => type.Name).ToList();
        names.ShouldBeUnique();
        Samples.All.Count.ShouldBe(names.Count);
    }

    private static void ShouldBeApproved(string name, string text, [CallerFilePath] string here = "")
    {
        var path = Path.Combine(Path.GetDirectoryName(here)!, "Approved", name);
        if (Environment.GetEnvironmentVariable("MOODLEGRAINS_APPROVE") == "1")
        {
            File.WriteAllText(path, text);
        }

        File.Exists(path).ShouldBeTrue($"{path} is missing: run with MOODLEGRAINS_APPROVE=1 and look at it.");
        text.ShouldBe(File.ReadAllText(path));
    }
}

/// <summary>Every kind the catalogue lists.</summary>
internal static class Kinds
{
    public static IReadOnlyList<(string Kind, IReadOnlyList<EventType> Events)> All => Listed.Kinds;

    /// <summary>Every type of effect the catalogue lists.</summary>
    public static IReadOnlyList<EffectType> Effects => Listed.Effects;

    private static Visitor Listed
    {
        get
        {
            var visitor = new Visitor();
            Catalogue.Visit(visitor);
            return visitor;
        }
    }

    private sealed class Visitor : ICatalogueVisitor
    {
        public List<(string Kind, IReadOnlyList<EventType> Events)> Kinds { get; } = [];

        public List<EffectType> Effects { get; } = [];

        public void Grain<TState, TGrain>()
            where TState : class, IAggregate<TState>
            where TGrain : IEventSourcedGrain<TState> => Kinds.Add((TState.Kind, TState.Events));

        public void ReadModel<TModel, TRow>()
            where TModel : IReadModel<TRow>
            where TRow : class, IReadModelRow
        {
            // Read models are held by ReadModelTests.
        }

        public void Reaction<TReaction>()
            where TReaction : IReaction
        {
        }

        public void Effect(EffectType type) => Effects.Add(type);
    }
}
