using System.Text.Json.Serialization;

namespace MoodleGrains.Announcements;

/// <summary>The JSON of the effects that announcements ask for.</summary>
[JsonSerializable(typeof(ReconcileAnnouncements))]
[JsonSerializable(typeof(PostMessage))]
[JsonSerializable(typeof(EditMessage))]
[JsonSerializable(typeof(DeleteMessage))]
[JsonSerializable(typeof(CreateGuildEvent))]
[JsonSerializable(typeof(EditGuildEvent))]
[JsonSerializable(typeof(DeleteGuildEvent))]
[JsonSerializable(typeof(ReadBeforePing))]
internal sealed partial class AnnouncementEffectJson : JsonSerializerContext
{
    /// <summary>With the options of events.</summary>
    public static AnnouncementEffectJson It { get; } = new(StreamJson.Events());
}

/// <summary>The types of the effects that announcements ask for.</summary>
public static class AnnouncementEffectTypes
{
    /// <summary><see cref="Announcements.ReconcileAnnouncements"/>.</summary>
    public static EffectType ReconcileAnnouncements { get; } = EffectType.Of(AnnouncementEffectJson.It.ReconcileAnnouncements);

    /// <summary><see cref="Announcements.PostMessage"/>.</summary>
    public static EffectType PostMessage { get; } = EffectType.Of(AnnouncementEffectJson.It.PostMessage);

    /// <summary><see cref="Announcements.EditMessage"/>.</summary>
    public static EffectType EditMessage { get; } = EffectType.Of(AnnouncementEffectJson.It.EditMessage);

    /// <summary><see cref="Announcements.DeleteMessage"/>.</summary>
    public static EffectType DeleteMessage { get; } = EffectType.Of(AnnouncementEffectJson.It.DeleteMessage);

    /// <summary><see cref="Announcements.CreateGuildEvent"/>.</summary>
    public static EffectType CreateGuildEvent { get; } = EffectType.Of(AnnouncementEffectJson.It.CreateGuildEvent);

    /// <summary><see cref="Announcements.EditGuildEvent"/>.</summary>
    public static EffectType EditGuildEvent { get; } = EffectType.Of(AnnouncementEffectJson.It.EditGuildEvent);

    /// <summary><see cref="Announcements.DeleteGuildEvent"/>.</summary>
    public static EffectType DeleteGuildEvent { get; } = EffectType.Of(AnnouncementEffectJson.It.DeleteGuildEvent);

    /// <summary><see cref="Announcements.ReadBeforePing"/>.</summary>
    public static EffectType ReadBeforePing { get; } = EffectType.Of(AnnouncementEffectJson.It.ReadBeforePing);
}
