using System.Text;
using MoodleGrains.Sandbox.Php;

namespace MoodleGrains.Silo.Tests.Sandbox;

public sealed class NoseyBodiesTests
{
    [Fact]
    public void The_sandbox_sends_every_recorded_delivery_of_nosey_byte_for_byte()
    {
        var sent = NoseyReplay.Run();

        for (var i = 0; i < Math.Min(sent.Count, Recordings.Nosey.Count); i++)
        {
            var recorded = Recordings.Nosey[i];
            Encoding.UTF8.GetString(sent[i].Body.Span).ShouldBe(recorded.RawBody(), recorded.File());
            ("/nosey/" + sent[i].Path).ShouldBe((string)recorded["path"]!, recorded.File());
        }

        sent.Count.ShouldBe(Recordings.Nosey.Count);
    }

    [Theory]
    [InlineData("3.10", "3.1")]
    [InlineData("00042", "42")]
    [InlineData("+5", "5")]
    [InlineData("1e3", "1000")]
    [InlineData("2030", "2030")]
    [InlineData("12345678901234567890", "1.2345678901234567e+19")]
    [InlineData("9223372036854775807", "9223372036854775807")]
    [InlineData("0.00001", "1.0e-5")]
    [InlineData("0.0001", "0.0001")]
    [InlineData("1e17", "1.0e+17")]
    [InlineData("1e16", "10000000000000000")]
    [InlineData(" 7 ", "7")]
    [InlineData(".5", "0.5")]
    [InlineData("-0.0", "-0")]
    [InlineData("0x1A", "\"0x1A\"")]
    [InlineData("1e999", "\"1e999\"")]
    [InlineData("", "\"\"")]
    [InlineData("12 apples", "\"12 apples\"")]
    public void A_text_that_looks_like_a_number_is_damaged_as_php_damages_it(string text, string written) =>
        PhpJson.Encode(text, PhpJsonFlags.NumericCheck).ShouldBe(written);
}
