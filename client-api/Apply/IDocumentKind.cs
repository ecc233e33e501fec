using System.Security.Claims;
using System.Text.Json;
using MoodleGrains.ClientApi.Json;
using MoodleGrains.ClientApi.Rules;

namespace MoodleGrains.ClientApi.Apply;

/// <summary>One list of the documents that are applied: a new kind of document is one of these.</summary>
internal interface IDocumentKind
{
    /// <summary>The field the list stands in (<c>rules</c>).</summary>
    string Field { get; }

    /// <summary>What follows where the silo's configuration does not have the site.</summary>
    string WithoutSite { get; }

    /// <summary>Reads one item.</summary>
    /// <param name="item">The item.</param>
    /// <param name="path">Where it stands.</param>
    /// <param name="faults">Takes what is wrong.</param>
    /// <returns>What is wanted; null if something is wrong.</returns>
    IWish? Read(JsonElement item, string path, ICollection<DocumentFault> faults);
}

/// <summary>One thing as a document wants it to be.</summary>
internal interface IWish
{
    /// <summary>Which thing: <c>rule campus/physics</c>. A document names it once.</summary>
    string Subject { get; }

    /// <summary>The slug of its site.</summary>
    string Site { get; }

    /// <summary>Its grain.</summary>
    StreamKey Grain { get; }

    /// <summary>The scope that a caller lacks to have it so; null if none.</summary>
    string? MissingScope(ClaimsPrincipal caller);

    /// <summary>What would change, in words; null if it is so already.</summary>
    Task<string?> DifferenceAsync(CancellationToken cancellationToken);

    /// <summary>What changed when the same request was here before, in words.</summary>
    /// <param name="earlier">What became of it then.</param>
    /// <param name="streams">Reads the grain's stream.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    Task<string?> DifferenceAtAsync(Outcome earlier, IEventReader streams, CancellationToken cancellationToken);

    /// <summary>The command that makes it so.</summary>
    /// <param name="by">Who wants it.</param>
    /// <param name="at">When, Unix seconds.</param>
    ICommand Command(string by, long at);
}
