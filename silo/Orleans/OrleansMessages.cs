using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Serialization.Cloning;

namespace MoodleGrains.Silo.Orleans;

/// <summary>
/// What crosses from one silo to another: records of the grains' own assembly without attributes of Orleans, as JSON. Within a silo they are
/// handed over as they are.
/// </summary>
internal static class OrleansMessages
{
    /// <summary>The commands there are, each known by its name.</summary>
    public static IReadOnlyList<Type> Commands { get; } =
        [.. typeof(ICommand).Assembly.GetTypes().Where(IsCommand).OrderBy(type => type.Name, StringComparer.Ordinal)];

    /// <summary>Adds their codec and copier.</summary>
    /// <param name="services">The services.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddOrleansMessages(this IServiceCollection services) => services
        .AddSerializer(serializer => serializer.AddJsonSerializer(
            IsMessage, _ => false, options => options.Configure(json => json.SerializerOptions = Json)))
        .AddSingleton<IGeneralizedCopier, ByReference>()
        .AddSingleton<ITypeFilter, OwnTypes>();

    /// <summary>Whether a type is a message of ours; no exception is.</summary>
    /// <param name="type">The type.</param>
    /// <returns>True if so.</returns>
    public static bool IsMessage(Type type) =>
        type.Assembly == typeof(ICommand).Assembly && !typeof(Exception).IsAssignableFrom(type);

    /// <summary>How they are written: a command says which it is, whatever type its place has.</summary>
    public static JsonSerializerOptions Json { get; } = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { NameCommands } },
    };

    private static bool IsCommand(Type type) => typeof(ICommand).IsAssignableFrom(type) && type is { IsAbstract: false, IsClass: true };

    private static void NameCommands(JsonTypeInfo info)
    {
        if (info.Type == typeof(ICommand))
        {
            info.PolymorphismOptions = new() { UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization };
            foreach (var command in Commands)
            {
                info.PolymorphismOptions.DerivedTypes.Add(new(command, command.Name));
            }
        }
    }

    private sealed class ByReference : IGeneralizedCopier
    {
        public bool IsSupportedType(Type type) => IsMessage(type);

        public object? DeepCopy(object? input, CopyContext context) => input;
    }

    private sealed class OwnTypes : ITypeFilter
    {
        public bool? IsTypeAllowed(Type type) => IsMessage(type) ? true : null;
    }
}
