using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace LatamFunctions.DeadLetters;

/// <summary>The end of a page of dead letters: the key of the last record and the time at which its message was enqueued.</summary>
internal readonly record struct DeadLetterCursor(DateTimeOffset EnqueuedAt, DeadLetterKey Key)
{
    private const char Separator = '.';

    public static DeadLetterCursor From(DeadLetterRecord record) => new(record.EnqueuedAt, record.Key);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{EnqueuedAt.UtcTicks:x}{Separator}{Key.Id}");

    public static bool TryParse([NotNullWhen(true)] string? text, out DeadLetterCursor cursor)
    {
        cursor = default;
        if (text?.Split(Separator) is not [var time, var id]
            || !long.TryParse(time, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var ticks)
            || ticks < 0 || ticks > DateTime.MaxValue.Ticks
            || !DeadLetterKey.TryParse(id, out var key))
        {
            return false;
        }

        cursor = new DeadLetterCursor(new DateTimeOffset(ticks, TimeSpan.Zero), key);
        return true;
    }
}
