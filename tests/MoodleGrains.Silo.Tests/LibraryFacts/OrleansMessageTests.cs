using Microsoft.Extensions.DependencyInjection;
using MoodleGrains.Silo.Orleans;
using Orleans.Serialization;
using Orleans.Serialization.Cloning;

namespace MoodleGrains.Silo.Tests.LibraryFacts;

/// <summary>In one process none of these faults would show: there messages are handed over as they are.</summary>
public sealed class OrleansMessageTests
{
    private static readonly ServiceProvider services = Services();

    public static TheoryData<Type> Messages => [.. OrleansMessages.Commands, typeof(Delivery), typeof(Outcome), typeof(Refusal)];

    [Theory]
    [MemberData(nameof(Messages))]
    public void Every_message_crosses_from_silo_to_silo_whole(Type message)
    {
        var serializer = services.GetRequiredService<Serializer>();
        var sent = Instances.Of(message);
        var arrived = serializer.Deserialize<object>(serializer.SerializeToArray<object>(sent));
        arrived.ShouldBeOfType(message);
        arrived.ShouldNotBeSameAs(sent);
        arrived.ShouldBeEquivalentTo(sent);
    }

    [Fact]
    public void The_commands_of_a_delivery_arrive_as_what_they_were()
    {
        var serializer = services.GetRequiredService<Serializer>();
        var sent = new Delivery(OrleansMessages.Commands.Select(type => (ICommand)Instances.Of(type)).ToList(), 7, "d7");
        var arrived = serializer.Deserialize<Delivery>(serializer.SerializeToArray(sent));
        arrived.ShouldNotBeNull();
        arrived.Commands.Select(command => command.GetType()).ShouldBe(sent.Commands.Select(command => command.GetType()));
        arrived.Commands.ShouldBeEquivalentTo(sent.Commands);
    }

    [Fact]
    public void Within_a_silo_a_message_is_the_same_instance()
    {
        var sent = (Delivery)Instances.Of(typeof(Delivery));
        services.GetRequiredService<DeepCopier>().Copy(sent).ShouldBeSameAs(sent);
    }

    private static ServiceProvider Services()
    {
        var collection = new ServiceCollection();
        collection.AddOrleansMessages();
        return collection.BuildServiceProvider();
    }
}
