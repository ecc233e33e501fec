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

    /// <summary>The scope that a caller lacks to have it so; null if none.</summary>
    string? MissingScope(ClaimsPrincipal caller);

    /// <summary>What would change, in words; null if it is so already.</summary>
    Task<string?> DifferenceAsync(CancellationToken cancellationToken);

    /// <summary>Makes it so, and waits until it is committed.</summary>
    /// <param name="by">Who wants it.</param>
    /// <param name="at">When, Unix seconds.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>Why not, if it was refused.</returns>
    Task<string?> ApplyAsync(string by, long at, CancellationToken cancellationToken);
}
