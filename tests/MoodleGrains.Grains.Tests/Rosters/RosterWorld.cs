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

        for (var i = 0; i < 4; i++)
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
        switch (op % 8)
        {
            case < 4:
                Hands();
                break;
            case < 6:
                Registrar.Change(luck);
                break;
            default:
                Run();
                break;
        }
    }

    public (long Course, long User)? Hands() => ModelHands.Change(Moodle, Registrar, luck);

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
            Remembered = RosterMemory.After(wanted, Moodle.Users, plan.Withheld, Remembered);
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

    private RosterPlan Plan(WantedRoster wanted, bool person) =>
        RosterPlanning.Plan(Terms, wanted, Moodle.Now(), Moodle.Mirrors, Remembered, Today, person);

    private RosterPlan PlanUndo(int undone) => UndoPlanning.Plan(
        Terms, undone, Moodle.Streams.ToDictionary(s => s.Key, s => (IReadOnlyList<IEvent>)s.Value), Moodle.Now(), Moodle.Mirrors, Today);

    private void Apply(RosterPlan plan)
    {
        plan.Items.Select(item => item.Number).ShouldBe(Enumerable.Range(1, plan.Items.Count));
        Moodle.Apply(plan, run, Terms);
        Moodle.Wrongs.ShouldBeEmpty();
    }

    private string Pick(params string[] words) => words[luck.Next(words.Length)];
}
