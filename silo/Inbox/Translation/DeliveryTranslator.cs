using System.Text.Json;
using MoodleGrains.Silo.Inbox.Deliveries;

namespace MoodleGrains.Silo.Inbox.Translation;

/// <summary>What a stored webhook tells the grains. Pure.</summary>
public static class DeliveryTranslator
{
    private delegate Translated Reading(WebhookPayload payload);

    /// <summary>Reads one delivery.</summary>
    /// <param name="delivery">The delivery.</param>
    /// <returns>What it tells; <see cref="Translated.Nothing"/> for events that no grain knows.</returns>
    /// <exception cref="FormatException">The body is not what such an event must hold; the message names the field.</exception>
    public static Translated Read(StoredDelivery delivery)
    {
        using var payload = new WebhookPayload(delivery);
        return Read(payload);
    }

    /// <summary>Reads one delivery whose body others read as well.</summary>
    /// <param name="payload">The delivery.</param>
    /// <returns>What it tells; <see cref="Translated.Nothing"/> for events that no grain knows.</returns>
    /// <exception cref="FormatException">The body is not what such an event must hold; the message names the field.</exception>
    internal static Translated Read(WebhookPayload payload)
    {
        var envelope = payload.Envelope;
        if (ReadingOf(envelope.Event) is not { } reading)
        {
            return Translated.Nothing;
        }

        try
        {
            // Also where only the envelope is read: a body without its event is parked.
            _ = payload.Event;
            return reading(payload);
        }
        catch (Exception refused) when (refused is JsonException or InvalidOperationException)
        {
            // The reader says InvalidOperationException where a text is no valid UTF-16 (a lone surrogate).
            throw new FormatException($"body: no JSON that can be read, in {envelope.Event} from {envelope.Shape}.", refused);
        }
    }

    private static Reading? ReadingOf(string name) => name switch
    {
        @"\core\event\course_created" or @"\core\event\course_updated" or @"\core\event\course_restored"
            or @"\core\event\course_deleted" => CourseWebhookTranslator.Read,
        @"\core\event\course_category_created" or @"\core\event\course_category_updated"
            or @"\core\event\course_category_deleted" => CategoryWebhookTranslator.Read,
        @"\core\event\user_enrolment_created" or @"\core\event\user_enrolment_updated"
            or @"\core\event\user_enrolment_deleted" => EnrolmentWebhookTranslator.Read,
        @"\core\event\role_assigned" or @"\core\event\role_unassigned" => RoleWebhookTranslator.Read,
        @"\core\event\user_created" or @"\core\event\user_updated" or @"\core\event\user_deleted"
            or @"\core\event\user_password_updated" => UserWebhookTranslator.Read,
        @"\core\event\course_module_completion_updated" => CompletionWebhookTranslator.ReadActivity,
        @"\core\event\course_completed" => CompletionWebhookTranslator.ReadCourse,
        @"\core\event\course_module_created" or @"\core\event\course_module_updated"
            or @"\core\event\course_module_deleted" => ConferenceWebhookTranslator.Read,
        _ => null,
    };
}
