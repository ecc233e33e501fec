using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace MoodleGrains.Silo.Tests.LibraryFacts;

/// <summary>What crosses from one silo to another: the records of the grains' own assembly, as JSON.</summary>
internal static class OrleansMessages
{
    private static readonly Type[] commands = [.. typeof(ICommand).Assembly.GetTypes().Where(IsCommand).OrderBy(type => type.Name)];

    /// <summary>The commands there are, each known by its name.</summary>
    public static IReadOnlyList<Type> Commands => commands;

    /// <summary>How they are written: a command says which it is, whatever type its place has.</summary>
    public static JsonSerializerOptions Json { get; } = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { NameCommands } },
    };

    /// <summary>Whether a type is a message of ours; no exception is.</summary>
    public static bool IsMessage(Type type) =>
        type.Assembly == typeof(ICommand).Assembly && !typeof(Exception).IsAssignableFrom(type);

    private static bool IsCommand(Type type) => typeof(ICommand).IsAssignableFrom(type) && type is { IsAbstract: false, IsClass: true };

    private static void NameCommands(JsonTypeInfo info)
    {
        if (info.Type == typeof(ICommand))
        {
            info.PolymorphismOptions = new() { UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization };
            foreach (var command in commands)
            {
                info.PolymorphismOptions.DerivedTypes.Add(new(command, command.Name));
            }
        }
    }
}
