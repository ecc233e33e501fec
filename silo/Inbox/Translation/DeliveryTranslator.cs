using System.Text.Json;

namespace MoodleGrains.Silo.Inbox.Translation;

/// <summary>What a stored webhook tells the grains. Pure.</summary>
public static class DeliveryTranslator
{
    private delegate Translated Reading(in WebhookPayload telling);

    /// <summary>Reads one delivery.</summary>
    /// <param name="delivery">The delivery.</param>
    /// <returns>What it tells; <see cref="Translated.Nothing"/> for events that no grain knows.</returns>
    /// <exception cref="FormatException">The body is not what such an event must hold; the message names the field.</exception>
    public static Translated Read(StoredDelivery delivery)
    {
        if (ReadingOf(delivery.Event) is not { } reading)
        {
            return Translated.Nothing;
        }

        try
        {
            using var body = JsonDocument.Parse(delivery.Body);
            return reading(new WebhookPayload(delivery, body.RootElement));
        }
        catch (Exception refused) when (refused is JsonException or InvalidOperationException)
        {
            // The reader says InvalidOperationException where a text is no valid UTF-16 (a lone surrogate).
            throw new FormatException($"body: no JSON that can be read, in {delivery.Event} from {delivery.Shape}.", refused);
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
