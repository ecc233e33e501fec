using MoodleGrains.Rosters;

namespace MoodleGrains.Grains.Tests.Rosters;

/// <summary>A registrar, a Moodle, people at work in both, and the runs between them.</summary>
internal sealed class RosterWorld
{
    private static readonly DateOnly Today = new(2026, 11, 21);

    private readonly Random luck;
    private int run;

    public RosterWorld(int seed)
    {
        luck = new(seed);
        Terms = Some.Terms with
        {
            Removal = Pick(RosterTerms.Keep, RosterTerms.Suspend, RosterTerms.Remove, RosterTerms.Remove),
            Gone = Pick(RosterTerms.Keep, RosterTerms.Hide),
            Adopt = luck.Next(4) > 0,
            RenameEdited = luck.Next(4) == 0,
        };
        Terms = Terms with { AdoptWholly = Terms.Adopt && luck.Next(3) == 0 };
        for (var person = 0; person < ModelRegistrar.People - 2; person++)
        {
            Moodle.Users.Add(ModelRegistrar.UserName(person), 100 + person);
        }

        for (var i = 0; i < 3; i++)
        {
            Registrar.Add(luck, luck.Next(1, 8));
        }
    }

    public RosterTerms Terms { get; }

    public ModelMoodle Moodle { get; } = new();

    public ModelRegistrar Registrar { get; } = new();

    public IReadOnlyDictionary<string, RememberedKeys> Remembered { get; private set; } = new Dictionary<string, RememberedKeys>();

    public void Step(int op)
    {
        Disturb(op % 6);
        if (op % 3 > 0)
        {
            Run();
        }
    }

    /// <summary>People change something in Moodle, and so much at the registrar's.</summary>
    public void Disturb(int changes)
    {
        for (var i = luck.Next(5); i > 0; i--)
        {
            Hands();
        }

        Change(changes);
    }

    /// <summary>So much changes at the registrar's.</summary>
    public void Change(int changes)
    {
        for (var i = 0; i < changes; i++)
        {
            Registrar.Change(luck);
        }
    }

    public (long Course, long User)? Hands() => ModelHands.Change(Moodle, Registrar, luck);

    /// <summary>How often each thing was done, so that a law is known to have been tried.</summary>
    public Dictionary<PlanAction, int> Done { get; } = [];

    public int Next(int below) => luck.Next(below);

    /// <summary>Plans and applies: afterwards there is nothing left to plan.</summary>
    public int Run()
    {
        var person = luck.Next(2) == 0;
        var wanted = Registrar.Read(Terms, luck, luck.Next(2) == 0 ? 0 : luck.Next(4));
        run++;
        var plan = Plan(wanted, person);
        if (plan.Stop is null)
        {
            Apply(plan);
            Remembered = RosterMemory.After(wanted, Moodle.Users, plan.Unclear, Remembered);
            Plan(wanted, person).Items.ShouldBeEmpty("what was applied is not planned again");
        }

        return run;
    }

    /// <summary>Takes a run back: afterwards there is nothing left to take back.</summary>
    public RosterPlan Undo(int undone)
    {
        run++;
        var plan = PlanUndo(undone);
        Apply(plan);
        PlanUndo(undone).Items.ShouldBeEmpty("what was taken back is not taken back again");
        return plan;
    }

    /// <summary>What a document with faults that Check sees would do, and what the same document without them would.</summary>
    public (RosterPlan Faulty, RosterPlan Right) Both()
    {
        var seed = luck.Next();
        var faulty = Registrar.Read(Terms, new(seed), 1 + luck.Next(4), cuts: false);
        var right = Registrar.Read(Terms, new(seed + 1), 0);
        var plan = Plan(right, false);
        Plan(Registrar.Read(Terms, luck, 0), false).Hash.ShouldBe(plan.Hash, "the order of the document makes no other plan");
        return (Plan(faulty, false), plan);
    }

    private RosterPlan Plan(DesiredRoster wanted, bool person) =>
        RosterPlanning.Plan(Terms, wanted, Moodle.Now(), Moodle.Mirrors, Remembered, Today, person);

    private RosterPlan PlanUndo(int undone) => UndoPlanning.Plan(
        Terms, undone, Moodle.Streams.ToDictionary(s => s.Key, s => (IReadOnlyList<IEvent>)s.Value), Moodle.Now(), Moodle.Mirrors, Today);

    private void Apply(RosterPlan plan)
    {
        plan.Items.Select(item => item.Number).ShouldBe(Enumerable.Range(1, plan.Items.Count));
        foreach (var (action, count) in plan.Items.CountBy(item => item.Action))
        {
            Done[action] = Done.GetValueOrDefault(action) + count;
        }

        Moodle.Apply(plan, run, Terms);
        Moodle.Wrongs.ShouldBeEmpty();
    }

    private string Pick(params string[] words) => words[luck.Next(words.Length)];
}
