using System.Net;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using MoodleGrains.ClientApi.Access;

namespace MoodleGrains.ClientApi.Tests.Api;

[Collection(CampusTests.Name)]
public sealed class AccessTests(Campus campus)
{
    private const string Nobody = "nobody: no policy";

    [Fact]
    public async Task Nothing_under_api_answers_without_a_key_not_even_to_this_machine()
    {
        var addresses = Addresses().ToList();
        addresses.Count.ShouldBeGreaterThan(14);
        foreach (var address in addresses)
        {
            foreach (var client in new[] { campus.Api.Stranger, campus.Api.With("mgk_wrong"), campus.Api.With("") })
            {
                using var answer = await client.GetAsync(new Uri(address, UriKind.Relative));

                await answer.Problem(HttpStatusCode.Unauthorized);
                answer.Headers.WwwAuthenticate.ShouldHaveSingleItem().Scheme.ShouldBe("Bearer");
            }
        }
    }

    /// <summary>
    /// All there is, address by address, stands in <c>routes.txt</c>. A change of it is a change of who may do what: approve it with
    /// MOODLEGRAINS_APPROVE=1 and look at the difference.
    /// </summary>
    [Fact]
    public void Every_address_names_its_policy_or_says_that_it_is_public()
    {
        var routes = string.Concat(campus.Api.Endpoints.Select(Access).Order(StringComparer.Ordinal));
        if (Environment.GetEnvironmentVariable("MOODLEGRAINS_APPROVE") == "1")
        {
            File.WriteAllText(ApprovedRoutes(), routes);
        }

        routes.ShouldBe(File.ReadAllText(ApprovedRoutes()));
        routes.Split('\n').Where(line => line.EndsWith(Nobody, StringComparison.Ordinal)).ShouldHaveSingleItem()
            .ShouldStartWith(ApiHost.Forgotten.TrimStart('/'));

        static string ApprovedRoutes([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "routes.txt");
    }

    [Fact]
    public async Task An_address_whose_author_forgot_about_access_is_closed_to_every_key()
    {
        await campus.Api.Stranger.Problem(ApiHost.Forgotten, HttpStatusCode.Unauthorized);
        await campus.Api.AdminClient.Problem(ApiHost.Forgotten, HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Another_scheme_is_no_key()
    {
        var client = campus.Api.Stranger;
        client.DefaultRequestHeaders.Authorization = new("Basic", "bWdrOg==");

        await client.Problem("/api/v1/sites", HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_key_for_one_site_opens_no_other_and_is_told_which_scope_it_lacks()
    {
        // Approvals take no GET.
        foreach (var address in Addresses().Where(
            address => address.Contains("/sites/", StringComparison.Ordinal) && !address.EndsWith("/approve", StringComparison.Ordinal)))
        {
            var problem = await campus.Api.CampusClient.Problem(
                address.Replace("/sites/campus", "/sites/annex", StringComparison.Ordinal), HttpStatusCode.Forbidden);

            var scope = problem["scope"]!.GetValue<string>();
            scope.ShouldBe(address.Contains("digest-invitations", StringComparison.Ordinal) ? "admin:annex" : "read:annex");
            problem["detail"]!.GetValue<string>().ShouldContain(scope);
        }
    }

    [Fact]
    public async Task Answers_may_not_be_kept_by_anybody_in_between()
    {
        using var answer = await campus.Api.Client.GetAsync(new Uri("/api/v1/sites/campus/users", UriKind.Relative));

        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
    }

    [Fact]
    public void A_key_does_not_show_itself_where_it_is_printed_by_mistake()
    {
        var key = ApiKey.New();

        key.Key.ShouldStartWith("mgk_");
        key.Key.Length.ShouldBe(4 + 43);
        key.Hash.Length.ShouldBe("sha256:".Length + 64);
        $"{key}".ShouldNotContain(key.Key);
        ApiKey.New().Key.ShouldNotBe(key.Key);
    }

    private static string Access(RouteEndpoint endpoint)
    {
        var policies = endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().Select(access => access.Policy ?? "any user").ToList();
        var who = endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null
            ? "public"
            : policies is [] ? Nobody : string.Join(" and ", policies);
        var methods = string.Join(',', endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["*"]);
        return $"{endpoint.RoutePattern.RawText!.TrimStart('/'),-56} {methods,-8} {who}\n";
    }

    private IEnumerable<string> Addresses() => campus.Api.Endpoints
        .Select(endpoint => "/" + endpoint.RoutePattern.RawText!.TrimStart('/'))
        .Where(pattern => pattern.StartsWith("/api", StringComparison.Ordinal))
        .Select(pattern => pattern
            .Replace("{site}", "campus", StringComparison.Ordinal)
            .Replace("{id:long}", "41", StringComparison.Ordinal)
            .Replace("{name}", "physics", StringComparison.Ordinal)
            .Replace("{grain}", "course-campus-41", StringComparison.Ordinal)
            .Replace("{**rest}", "some/thing", StringComparison.Ordinal));
}
