namespace MoodleGrains.Sandbox.Rosters;

/// <summary>How the registrar misbehaves.</summary>
public enum RegistrarTrouble
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>401.</summary>
    Unauthorized,

    /// <summary>403.</summary>
    Forbidden,

    /// <summary>404.</summary>
    NotFound,

    /// <summary>429 with a Retry-After.</summary>
    TooManyRequests,

    /// <summary>500 with a page of HTML.</summary>
    ServerError,

    /// <summary>204 without a body.</summary>
    NoContent,

    /// <summary>No answer until the caller gives up.</summary>
    Silent,

    /// <summary>Half the body, and then nothing until the caller gives up.</summary>
    Stalled,

    /// <summary>Half the body, and the connection is cut.</summary>
    Cut,

    /// <summary>Half the body as if it were the whole one.</summary>
    Half,

    /// <summary>The connection is cut before an answer.</summary>
    Drop,

    /// <summary>200 with the page of a login.</summary>
    Page,

    /// <summary>200 without a body.</summary>
    Empty,

    /// <summary>A roster without courses.</summary>
    NoCourses,

    /// <summary>Every other course is left out.</summary>
    HalfTheCourses,

    /// <summary>No participant has a role.</summary>
    RolesVanished,

    /// <summary>Every third username is mistyped.</summary>
    NamesMistyped,
}
