using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;

namespace MoodleGrains.ClientApi.Tests.Api;

[Collection(CampusTests.Name)]
public sealed partial class OpenApiTests(Campus campus)
{
    [Fact]
    public async Task Every_address_is_documented()
    {
        var document = await campus.Api.Stranger.Json("/openapi/v1.json");

        var documented = document["paths"]!.AsObject().Select(path => path.Key.TrimEnd('/')).Order(StringComparer.Ordinal);
        var mapped = campus.Api.Endpoints
            .Where(endpoint => endpoint.Metadata.GetMetadata<IExcludeFromDescriptionMetadata>() is null)
            .Select(endpoint => "/" + Constraint().Replace(endpoint.RoutePattern.RawText!.Trim('/'), "}"))
            .Where(
                pattern => !pattern.Contains("{**", StringComparison.Ordinal) && !pattern.StartsWith("/openapi", StringComparison.Ordinal))
            .Concat(["/hooks/{site}", "/hooks/{site}/{key}"])
            .Distinct();
        documented.ShouldBe(mapped.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Each_has_a_summary_typed_answers_and_says_which_key_it_wants()
    {
        var document = await campus.Api.Stranger.Json("/openapi/v1.json");

        document["components"]!["securitySchemes"]!["apiKey"]!["scheme"]!.GetValue<string>().ShouldBe("bearer");
        var operations = from item in document["paths"]!.AsObject()
                         where item.Key.StartsWith("/api/v1", StringComparison.Ordinal)
                         from one in item.Value!.AsObject()
                         select ($"{one.Key} {item.Key}", one.Value!);
        foreach (var (path, operation) in operations)
        {
            operation["summary"]!.GetValue<string>().ShouldNotBeEmpty(path);
            operation["security"]![0]!["apiKey"].ShouldNotBeNull(path);
            var well = operation["responses"]!.AsObject().Single(answer => answer.Key.StartsWith('2'));
            (well.Key == "204" || well.Value!["content"]!.AsObject().Single().Value!["schema"] is not null).ShouldBeTrue(path);
            foreach (var status in new[] { "401", "403", "503" })
            {
                operation["responses"]![status]!["content"]!["application/problem+json"].ShouldNotBeNull($"{path} {status}");
            }

            foreach (var parameter in (operation["parameters"] as JsonArray) ?? [])
            {
                parameter!["description"]!.GetValue<string>().ShouldNotBeEmpty($"{path} {parameter["name"]}");
            }

            if (path.Contains("/{", StringComparison.Ordinal))
            {
                operation["responses"]!["404"].ShouldNotBeNull(path);
            }
        }
    }

    [Fact]
    public async Task Exactly_what_changes_a_grain_takes_an_idempotency_key()
    {
        var document = await campus.Api.Stranger.Json("/openapi/v1.json");

        var taking = from path in document["paths"]!.AsObject()
                     from operation in path.Value!.AsObject()
                     let names = ((operation.Value!["parameters"] as JsonArray) ?? []).Select(one => one!["name"]!.GetValue<string>())
                     where names.Contains("Idempotency-Key")
                     select operation.Value!["operationId"]!.GetValue<string>();
        taking.ShouldBe(
            ["PutRule", "DeleteRule", "ApproveRule", "PutRoster", "DeleteRoster", "StartRun", "ApproveRun", "CancelRun", "UndoRun", "Apply",
             "InviteToDigest", "ApproveInvitation"],
            ignoreOrder: true);
    }

    [Fact]
    public async Task It_names_the_fields_of_a_course_and_what_they_mean()
    {
        var document = await campus.Api.Stranger.Json("/openapi/v1.json");

        var fields = document["components"]!["schemas"]!["Course"]!["properties"]!.AsObject();
        fields.Select(field => field.Key).ShouldBe(
            ["site", "id", "shortName", "fullName", "idNumber", "categoryId", "summary", "visible", "format", "language", "startsAt",
             "endsAt", "createdAt", "modifiedAt", "deletedAt", "enrolled"],
            ignoreOrder: true);
        fields["id"]!["type"]!.GetValue<string>().ShouldBe("integer");
        fields["startsAt"]!["format"]!.GetValue<string>().ShouldBe("date-time");
        fields["shortName"]!["description"]!.GetValue<string>().ShouldNotBeEmpty();
    }

    [GeneratedRegex(@":\w+}")]
    private static partial Regex Constraint();
}
