using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace MoodleGrains.ClientApi.Api;

/// <summary>Bodies that an address reads by itself.</summary>
internal static class JsonBody
{
    /// <summary>
    /// Says what the body is, and takes one whatever type it is said to be. Otherwise a request that names no type, or that of forms
    /// as curl does, would find no address at all.
    /// </summary>
    /// <param name="address">The address.</param>
    /// <param name="optional">Whether it may be left out.</param>
    /// <returns>The address.</returns>
    public static RouteHandlerBuilder ReadsJson<T>(this RouteHandlerBuilder address, bool optional = false)
        where T : notnull => address.Accepts<T>(optional, "application/json", "*/*");
}
