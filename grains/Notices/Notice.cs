using System.Text.Json.Serialization;

namespace MoodleGrains.Notices;

/// <summary>Something an operator is told: that a person is needed, and when no longer. Nothing personal, no secrets.</summary>
/// <param name="Title">One line.</param>
/// <param name="Text">What is the matter.</param>
/// <param name="Remedy">What to do about it; null in an all-clear.</param>
/// <param name="Command">The very command to type; null where there is none.</param>
/// <param name="Thread">What belongs together: the first notice of a condition, its repetitions and its all-clear.</param>
/// <param name="First">Whether it begins the thread.</param>
public sealed record Notice(string Title, string Text, string? Remedy, string? Command, string Thread, bool First);

/// <summary>Mails a notice to the operators' list.</summary>
/// <param name="Notice">The notice.</param>
public sealed record SendNotice(Notice Notice) : IEffectBody
{
    /// <summary>How it is named and written.</summary>
    public static EffectType Effect { get; } = EffectType.Of(NoticeJson.It.SendNotice);
}

/// <summary>Posts a notice to the operators' Discord channel.</summary>
/// <param name="Channel">A channel's snowflake, or the name of a webhook URL in the configuration.</param>
/// <param name="Notice">The notice.</param>
public sealed record PostNotice(string Channel, Notice Notice) : IEffectBody
{
    /// <summary>How it is named and written.</summary>
    public static EffectType Effect { get; } = EffectType.Of(NoticeJson.It.PostNotice);
}

/// <summary>Looks for conditions that need a person; asks for its own next time.</summary>
public sealed record LookForConditions : IEffectBody
{
    /// <summary>How it is named and written.</summary>
    public static EffectType Effect { get; } = EffectType.Of(NoticeJson.It.LookForConditions);
}

/// <summary>How notices are written to the outbox.</summary>
[JsonSerializable(typeof(SendNotice))]
[JsonSerializable(typeof(PostNotice))]
[JsonSerializable(typeof(LookForConditions))]
internal sealed partial class NoticeJson : JsonSerializerContext
{
    /// <summary>With the options of all streams.</summary>
    public static NoticeJson It { get; } = new(StreamJson.Events());
}
