using System.Text;
using MoodleGrains.Sandbox.Model;
using MoodleGrains.Sandbox.Php;

namespace MoodleGrains.Sandbox.WebService;

/// <summary>What the web service answers.</summary>
/// <param name="Status">The HTTP status: 200 for every refusal too.</param>
/// <param name="ContentType">The content type.</param>
/// <param name="Body">The bytes.</param>
public sealed record Answer(int Status, string ContentType, ReadOnlyMemory<byte> Body)
{
    internal static Answer Json(object? value) => new(200, "application/json", Encoding.UTF8.GetBytes(PhpJson.Encode(value)));

    internal static Answer Of(MoodleFaultException fault)
    {
        var body = new PhpMap { ["exception"] = fault.PhpClass };
        if (fault.ErrorCode is not null)
        {
            body["errorcode"] = fault.ErrorCode;
        }

        body["message"] = fault.Message;
        return Json(body);
    }

    internal static Answer Xml(MoodleFaultException fault) => new(
        200,
        "application/xml; charset=utf-8",
        Encoding.UTF8.GetBytes(
            $"""
            <?xml version="1.0" encoding="UTF-8" ?>
            <EXCEPTION class="{fault.PhpClass}">
            <ERRORCODE>{fault.ErrorCode}</ERRORCODE>
            <MESSAGE>{System.Security.SecurityElement.Escape(fault.Message)}</MESSAGE>
            </EXCEPTION>

            """));
}
