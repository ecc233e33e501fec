using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using MoodleGrains.EventSourcing;
using MoodleGrains.Silo.Orleans;
using Orleans.Serialization;
using Orleans.Serialization.Cloning;

namespace MoodleGrains.Silo.Tests.Orleans;

/// <summary>In one process none of these faults would show: there messages are handed over as they are.</summary>
public sealed class MessageTests
{
    private static readonly ServiceProvider services = new ServiceCollection().AddOrleansMessages().BuildServiceProvider();

    /// <summary>Every parameter and every result of every grain's methods, and each command that a delivery may hold.</summary>
    public static TheoryData<Type> Messages =>
    [
        .. OrleansMessages.Commands,
        .. typeof(IEventSourcedGrain).Assembly.GetTypes()
            .Where(type => type.IsInterface && !type.IsGenericType && typeof(IEventSourcedGrain).IsAssignableFrom(type))
            .SelectMany(type => type.GetInterfaces().Append(type))
            .Where(type => typeof(IEventSourcedGrain).IsAssignableFrom(type))
            .SelectMany(type => type.GetMethods())
            .SelectMany(method => method.GetParameters().Select(parameter => parameter.ParameterType).Append(method.ReturnType))
            .Select(type => type.IsGenericType ? type.GetGenericArguments()[0] : type)
            .Distinct(),
    ];

    [Theory]
    [MemberData(nameof(Messages))]
    public void Every_message_crosses_from_silo_to_silo_whole(Type message)
    {
        var serializer = services.GetRequiredService<Serializer>();
        var sent = Instances.Of(message);
        var arrived = serializer.Deserialize<object>(serializer.SerializeToArray<object>(sent));
        arrived.ShouldBeAssignableTo(message);
        arrived.ShouldNotBeSameAs(sent);
        JsonSerializer.Serialize(arrived, OrleansMessages.Json).ShouldBe(JsonSerializer.Serialize(sent, OrleansMessages.Json));
        if (!message.IsGenericType)
        {
            arrived.ShouldBeEquivalentTo(sent);
        }
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
    public void Lists_of_deliveries_and_outcomes_arrive_whole()
    {
        var serializer = services.GetRequiredService<Serializer>();
        ImmutableArray<Delivery> deliveries = [(Delivery)Instances.Of(typeof(Delivery)), (Delivery)Instances.Of(typeof(Delivery))];
        var arrived = serializer.Deserialize<ImmutableArray<Delivery>>(serializer.SerializeToArray(deliveries));
        arrived.ToList().ShouldBeEquivalentTo(deliveries.ToList());
        ImmutableArray<DeliveryOutcome> outcomes =
        [
            new(new(3, 1, 7, null)),
            new(default, new(GrainFaultKind.OutcomeUnknown, "TimeoutException: late")),
            new(new(3, 0, 0, new("code", "reason"))),
        ];
        serializer.Deserialize<ImmutableArray<DeliveryOutcome>>(serializer.SerializeToArray(outcomes)).ShouldBe(outcomes);
    }

    /// <summary>A grain that moves to another silo takes what its storage read with it.</summary>
    [Fact]
    public void A_snapshot_crosses_with_its_state_and_without()
    {
        var serializer = services.GetRequiredService<Serializer>();
        foreach (var state in (JsonElement?[])[JsonSerializer.SerializeToElement(new { count = 7 }), null])
        {
            var sent = new Snapshot { Version = 7, Fold = 1, InboxPosition = 3, Commands = [new("a", 7, 1, 9)], State = state };
            var arrived = serializer.Deserialize<Snapshot>(serializer.SerializeToArray(sent));
            JsonSerializer.Serialize(arrived).ShouldBe(JsonSerializer.Serialize(sent));
        }
    }

    [Fact]
    public void Within_a_silo_a_message_is_the_same_instance()
    {
        var sent = (Delivery)Instances.Of(typeof(Delivery));
        services.GetRequiredService<DeepCopier>().Copy(sent).ShouldBeSameAs(sent);
    }
}
