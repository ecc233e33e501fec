using MoodleGrains.Announcements;
using MoodleGrains.Categories;
using MoodleGrains.Conferences;
using MoodleGrains.Courses;
using MoodleGrains.Digests;
using MoodleGrains.EventSourcing;
using MoodleGrains.Mail;
using MoodleGrains.Mirrors;
using MoodleGrains.Notices;
using MoodleGrains.Polling;
using MoodleGrains.Rosters;
using MoodleGrains.Rules;
using MoodleGrains.Users;

namespace MoodleGrains;

/// <summary>Whoever hosts grains and read models is told of each by its type.</summary>
public interface ICatalogueVisitor
{
    /// <summary>A kind of grain.</summary>
    /// <typeparam name="TState">Its state record.</typeparam>
    /// <typeparam name="TGrain">Its Orleans interface.</typeparam>
    void Grain<TState, TGrain>()
        where TState : class, IAggregate<TState>
        where TGrain : IEventSourcedGrain<TState>;

    /// <summary>A read model.</summary>
    /// <typeparam name="TModel">The fold.</typeparam>
    /// <typeparam name="TRow">The row.</typeparam>
    void ReadModel<TModel, TRow>()
        where TModel : IReadModel<TRow>
        where TRow : class, IReadModelRow;

    /// <summary>A reaction.</summary>
    /// <typeparam name="TReaction">The function.</typeparam>
    void Reaction<TReaction>()
        where TReaction : IReaction;

    /// <summary>A type of effect that reactions ask for.</summary>
    /// <param name="type">How it is named and written.</param>
    void Effect(EffectType type);
}

/// <summary>Every kind of grain, read model, reaction and effect there is: a new one is one line here.</summary>
public static class Catalogue
{
    /// <summary>Tells them all.</summary>
    /// <param name="visitor">Whom.</param>
    public static void Visit(ICatalogueVisitor visitor)
    {
        visitor.Grain<Course, ICourseGrain>();
        visitor.Grain<Category, ICategoryGrain>();
        visitor.Grain<User, IUserGrain>();
        visitor.Grain<Conference, IConferenceGrain>();
        visitor.Grain<Rule, IRuleGrain>();
        visitor.Grain<Announcement, IAnnouncementGrain>();
        visitor.Grain<Digest, IDigestGrain>();
        visitor.Grain<Invitation, IInvitationGrain>();
        visitor.Grain<Roster, IRosterGrain>();
        visitor.Grain<Mirror, IMirrorGrain>();

        visitor.ReadModel<CourseRow, CourseRow>();
        visitor.ReadModel<EnrolmentRow, EnrolmentRow>();
        visitor.ReadModel<CategoryRow, CategoryRow>();
        visitor.ReadModel<UserRow, UserRow>();
        visitor.ReadModel<CompletionRow, CompletionRow>();
        visitor.ReadModel<ConferenceRow, ConferenceRow>();
        visitor.ReadModel<RuleRow, RuleRow>();
        visitor.ReadModel<AnnouncementRow, AnnouncementRow>();
        visitor.ReadModel<DigestRow, DigestRow>();
        visitor.ReadModel<InvitationRow, InvitationRow>();
        visitor.ReadModel<ChangeRow, ChangeRow>();
        visitor.ReadModel<RosterRow, RosterRow>();
        visitor.ReadModel<RosterRunRow, RosterRunRow>();
        visitor.ReadModel<MirrorRow, MirrorRow>();

        visitor.Reaction<AnnounceReactions>();
        visitor.Reaction<AnnouncementReactions>();
        visitor.Reaction<DigestReactions>();
        visitor.Reaction<InvitationReactions>();
        visitor.Reaction<ContestedReaction>();
        visitor.Reaction<RosterReactions>();

        visitor.Effect(AnnouncementEffectTypes.ReconcileAnnouncements);
        visitor.Effect(AnnouncementEffectTypes.PostMessage);
        visitor.Effect(AnnouncementEffectTypes.EditMessage);
        visitor.Effect(AnnouncementEffectTypes.DeleteMessage);
        visitor.Effect(AnnouncementEffectTypes.CreateGuildEvent);
        visitor.Effect(AnnouncementEffectTypes.EditGuildEvent);
        visitor.Effect(AnnouncementEffectTypes.DeleteGuildEvent);
        visitor.Effect(AnnouncementEffectTypes.ReadBeforePing);
        visitor.Effect(PollingEffectTypes.ReadSoon);
        visitor.Effect(Wake.Effect);
        visitor.Effect(SendMail.Effect);
        visitor.Effect(InviteUsers.Effect);
        visitor.Effect(SendNotice.Effect);
        visitor.Effect(PostNotice.Effect);
        visitor.Effect(LookForConditions.Effect);
        visitor.Effect(RosterEffectTypes.PlanRun);
        visitor.Effect(RosterEffectTypes.ApplyRun);
        visitor.Effect(RosterEffectTypes.RosterDue);
        visitor.Effect(RosterEffectTypes.MailRun);
    }
}
