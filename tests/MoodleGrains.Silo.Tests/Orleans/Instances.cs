using System.Collections;
using System.Globalization;
using System.Reflection;
using MoodleGrains.Silo.Orleans;

namespace MoodleGrains.Silo.Tests.Orleans;

/// <summary>Makes an instance of any record of ours, every property of it set to something that is not its default.</summary>
internal static class Instances
{
    private const int Deepest = 6;

    public static object Of(Type type) => Of(type, "", 0)!;

    private static object? Of(Type type, string name, int depth)
    {
        var actual = Nullable.GetUnderlyingType(type) ?? type;
        return actual switch
        {
            _ when actual == typeof(string) => $"{name} é \" <b>",
            _ when actual == typeof(bool) => true,
            _ when actual.IsEnum => Enum.GetValues(actual).Cast<object>().Last(),
            _ when actual == typeof(DateTimeOffset) => new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.FromHours(2)),
            _ when actual == typeof(TimeSpan) => TimeSpan.FromMinutes(90),
            _ when actual == typeof(Uri) => new Uri("https://moodle.example/"),
            _ when actual.IsPrimitive => Convert.ChangeType(7 + depth, actual, CultureInfo.InvariantCulture),
            _ when depth > Deepest => null,
            _ when actual.IsArray => ListOf(actual.GetElementType()!, name, depth).ToArray(actual.GetElementType()!),
            _ when typeof(IDictionary).IsAssignableFrom(actual) || Is(actual, typeof(IReadOnlyDictionary<,>))
                => DictionaryOf(actual, depth),
            _ when actual.IsGenericType && typeof(IEnumerable).IsAssignableFrom(actual) => SequenceOf(actual, name, depth),
            _ when actual == typeof(ICommand) => Of(OrleansMessages.Commands[0], name, depth + 1),
            _ => RecordOf(actual, depth),
        };
    }

    private static object RecordOf(Type type, int depth)
    {
        var constructor = type.GetConstructors().OrderByDescending(one => one.GetParameters().Length)
            .First(one => one.GetParameters() is not [{ ParameterType: var only }] || only != type);
        var made = constructor.Invoke(
            [.. constructor.GetParameters().Select(parameter => Of(parameter.ParameterType, parameter.Name!, depth + 1))]);
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite))
        {
            property.SetValue(made, Of(property.PropertyType, property.Name, depth + 1));
        }

        return made;
    }

    private static object SequenceOf(Type type, string name, int depth)
    {
        var element = type.GetGenericArguments()[0];
        var array = ListOf(element, name, depth).ToArray(element);
        return type.IsInterface
            ? Activator.CreateInstance(typeof(List<>).MakeGenericType(element), array)!
            : Made(type, element, array);
    }

    // Immutable collections have a factory beside them.
    private static object Made(Type type, Type element, Array array)
    {
        var factory = type.Assembly.GetType($"{type.Namespace}.{type.Name[..type.Name.IndexOf('`')]}")!;
        var create = factory.GetMethods().First(method => method.Name is "CreateRange" or "Create"
            && method.GetParameters() is [{ ParameterType: var only }]
            && only.IsGenericType && only.GetGenericTypeDefinition() == typeof(IEnumerable<>));
        return create.MakeGenericMethod(element).Invoke(null, [array])!;
    }

    private static object DictionaryOf(Type type, int depth)
    {
        var arguments = type.GetGenericArguments();
        var made = (IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(arguments))!;
        made.Add(Of(arguments[0], "key", depth + 1)!, Of(arguments[1], "value", depth + 1));
        if (type.IsInstanceOfType(made))
        {
            return made;
        }

        var factory = type.Assembly.GetType($"{type.Namespace}.{type.Name[..type.Name.IndexOf('`')]}")!;
        var create = factory.GetMethods().First(method => method.Name == "CreateRange" && method.GetParameters().Length == 1
            && method.GetGenericArguments().Length == 2);
        return create.MakeGenericMethod(arguments).Invoke(null, [made])!;
    }

    private static List<object?> ListOf(Type element, string name, int depth) =>
        [Of(element, $"{name} 1", depth + 1), Of(element, $"{name} 2", depth + 1)];

    private static Array ToArray(this List<object?> items, Type element)
    {
        var array = Array.CreateInstance(element, items.Count);
        for (var i = 0; i < items.Count; i++)
        {
            array.SetValue(items[i], i);
        }

        return array;
    }

    private static bool Is(Type type, Type generic) => type.IsGenericType && type.GetGenericTypeDefinition() == generic;
}
