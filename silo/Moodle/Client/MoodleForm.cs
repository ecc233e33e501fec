using System.Globalization;

namespace MoodleGrains.Silo.Moodle.Client;

/// <summary>
/// The fields of one request, as PHP reads them: lists as <c>name[0]</c>, objects as <c>name[0][field]</c>. Moodle reads no
/// JSON body, and PHP silently drops what is beyond <c>max_input_vars</c> (1,000 unless the host says otherwise).
/// </summary>
internal sealed class MoodleForm
{
    /// <summary>How many fields a request may have, those of token, function and format among them.</summary>
    public const int MaxFields = 1000;

    // wstoken, wsfunction, moodlewsrestformat, moodlewssettingraw.
    private const int Reserved = 4;

    private readonly List<KeyValuePair<string, string>> fields = [];

    /// <summary>How many fields are left for a list.</summary>
    /// <param name="others">The fields beside it.</param>
    /// <returns>The number.</returns>
    public static int RoomBeside(int others) => MaxFields - Reserved - others;

    /// <summary>The fields in order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Fields => fields;

    /// <summary>Adds a text; nothing where it is null: Moodle then takes its default.</summary>
    /// <param name="name">The field's name.</param>
    /// <param name="value">Its value.</param>
    /// <returns>This form.</returns>
    public MoodleForm Add(string name, string? value)
    {
        if (value is not null)
        {
            fields.Add(new(name, value));
        }

        return this;
    }

    /// <summary>Adds a number; nothing where it is null.</summary>
    /// <param name="name">The field's name.</param>
    /// <param name="value">Its value.</param>
    /// <returns>This form.</returns>
    public MoodleForm Add(string name, long? value) => Add(name, value?.ToString(CultureInfo.InvariantCulture));

    /// <summary>Adds a flag as 0 or 1, which Moodle takes for flags and numbers alike; nothing where it is null.</summary>
    /// <param name="name">The field's name.</param>
    /// <param name="value">Its value.</param>
    /// <returns>This form.</returns>
    public MoodleForm Add(string name, bool? value) => Add(name, value is { } flag ? flag ? 1 : 0 : (long?)null);

    /// <summary>Adds a list of numbers.</summary>
    /// <param name="name">The list's name.</param>
    /// <param name="values">The numbers.</param>
    /// <returns>This form.</returns>
    public MoodleForm AddList(string name, IReadOnlyList<long> values)
    {
        for (var place = 0; place < values.Count; place++)
        {
            Add($"{name}[{place}]", values[place]);
        }

        return this;
    }

    /// <summary>Adds options as Moodle's lists of names and values.</summary>
    /// <param name="list">The list's name.</param>
    /// <param name="name">What the name's field is called: <c>name</c> or <c>key</c>.</param>
    /// <param name="options">The options.</param>
    /// <returns>This form.</returns>
    public MoodleForm AddOptions(string list, string name, params IEnumerable<(string Name, string Value)> options)
    {
        var place = 0;
        foreach (var option in options)
        {
            Add($"{list}[{place}][{name}]", option.Name).Add($"{list}[{place}][value]", option.Value);
            place++;
        }

        return this;
    }

    /// <summary>As many forms as a long list needs.</summary>
    /// <typeparam name="T">What the list holds.</typeparam>
    /// <param name="items">The list.</param>
    /// <param name="write">Writes one item under the index that it has in its form.</param>
    /// <returns>Each form and how many items are in it; none for an empty list.</returns>
    /// <exception cref="ArgumentException">One item alone has too many fields.</exception>
    public static IEnumerable<(MoodleForm Form, int Items)> Split<T>(
        IEnumerable<T> items, Action<MoodleForm, int, T> write)
    {
        var form = new MoodleForm();
        var held = 0;
        foreach (var item in items)
        {
            var before = form.fields.Count;
            write(form, held, item);
            if (form.fields.Count <= MaxFields - Reserved)
            {
                held++;
                continue;
            }

            if (held == 0)
            {
                throw new ArgumentException($"One item has more than {MaxFields - Reserved} fields.", nameof(items));
            }

            form.fields.RemoveRange(before, form.fields.Count - before);
            yield return (form, held);
            form = new();
            write(form, 0, item);
            held = 1;
        }

        if (held > 0)
        {
            yield return (form, held);
        }
    }
}
