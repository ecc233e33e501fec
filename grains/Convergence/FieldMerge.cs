using System.Globalization;

namespace MoodleGrains.Convergence;

/// <summary>
/// One observation against the fields of one grain: which fields it changes, which it confirms, which become contested and which
/// are settled. Fields are bits; each kind of grain has its own enumeration of them.
/// </summary>
/// <param name="stamp">The version of the observation.</param>
/// <param name="contested">The fields that are contested so far.</param>
internal struct FieldMerge(FieldVersion stamp, int contested)
{
    /// <summary>Fields that take the observed value.</summary>
    public int Changed { get; private set; }

    /// <summary>Fields whose version becomes the observation's; those changed are among them.</summary>
    public int Covers { get; private set; }

    /// <summary>Those of <see cref="Changed"/> whose new value is damaged.</summary>
    public int Damaged { get; private set; }

    /// <summary>Fields that become contested.</summary>
    public int Contested { get; private set; }

    /// <summary>Fields whose value stays and is no longer damaged or contested.</summary>
    public int Settled { get; private set; }

    /// <summary>
    /// Whether something follows. A poll that changes nothing says nothing new; a webhook that is newer does, else an older
    /// one that comes late would win over the value it confirmed.
    /// </summary>
    public readonly bool Tells => (Changed | Contested | Settled) != 0 || (Covers != 0 && stamp.Rank != SourcePrecedence.Polled);

    /// <summary>Weighs a field that no sender damages.</summary>
    /// <typeparam name="T">The type of its value.</typeparam>
    /// <param name="current">The field.</param>
    /// <param name="told">What was told of it.</param>
    /// <param name="bit">Which field.</param>
    public void Value<T>(Field<T> current, T? told, int bit)
        where T : struct, IEquatable<T>
    {
        if (told is not { } value)
        {
            return;
        }

        if (!current.Known)
        {
            Take(bit);
            return;
        }

        var age = stamp.Against(current.Stamp);
        if (age >= 0)
        {
            Exact(bit, age, current.Value.Equals(value));
        }
    }

    /// <summary>Weighs a text.</summary>
    /// <param name="current">The field.</param>
    /// <param name="told">What was told of it.</param>
    /// <param name="bit">Which field.</param>
    public void Text(Field<string> current, Observed<string>? told, int bit)
    {
        if (told is not { } incoming)
        {
            return;
        }

        if (!current.Known)
        {
            Take(bit, incoming.Damaged);
            return;
        }

        var age = stamp.Against(current.Stamp);
        if (age < 0)
        {
            return;
        }

        var equal = string.Equals(current.Value, incoming.Value, StringComparison.Ordinal);
        if (incoming.Damaged == current.Damaged)
        {
            Exact(bit, age, equal, incoming.Damaged);
        }
        else if (incoming.Damaged)
        {
            Damage(bit, age, equal || Explains(current.Value!, incoming.Value), incoming.Stale);
        }
        else if (equal && ((contested & bit) == 0 || stamp.Rank == SourcePrecedence.Polled))
        {
            Settled |= bit;
            Covers |= bit;
        }
        else
        {
            Take(bit);
            if (age == 0 && !equal && !Explains(incoming.Value, current.Value!))
            {
                Contested |= bit;
            }
        }
    }

    /// <summary>
    /// Whether JSON_NUMERIC_CHECK makes the damaged text of the exact one: both are the same number ("3.10" and 3.1). PHP keeps whole
    /// numbers of 64 bits as they are; all others lose what a double cannot hold.
    /// </summary>
    private static bool Explains(string exact, string damaged)
    {
        if (long.TryParse(exact, NumberStyles.Integer, CultureInfo.InvariantCulture, out var whole)
            && long.TryParse(damaged, NumberStyles.Integer, CultureInfo.InvariantCulture, out var told))
        {
            return whole == told;
        }

        return double.TryParse(exact, NumberStyles.Float, CultureInfo.InvariantCulture, out var one)
            && double.TryParse(damaged, NumberStyles.Float, CultureInfo.InvariantCulture, out var other)
            && one.Equals(other);
    }

    private void Exact(int bit, int age, bool equal, bool damaged = false)
    {
        if (!equal)
        {
            Take(bit, damaged);
            if (age == 0)
            {
                Contested |= bit;
            }
        }
        else
        {
            if (age > 0)
            {
                Covers |= bit;
            }

            if (stamp.Rank == SourcePrecedence.Polled)
            {
                Settled |= bit & contested;
            }
        }
    }

    /// <summary>
    /// A damaged text where an exact one is known: one that the exact one explains confirms it. Any other is news, though only an
    /// approximation of it, so that the field is read from Moodle too; one that may be older is no news.
    /// </summary>
    private void Damage(int bit, int age, bool explained, bool stale)
    {
        if (!explained)
        {
            Contested |= bit & ~contested;
            if (!stale)
            {
                Take(bit, damaged: true);
            }
        }
        else if (age > 0)
        {
            Covers |= bit;
        }
    }

    private void Take(int bit, bool damaged = false)
    {
        Changed |= bit;
        Covers |= bit;
        if (damaged)
        {
            Damaged |= bit;
        }
    }
}
