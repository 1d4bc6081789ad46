using System.Globalization;
using System.Text.Json;
using WictzPortal.Kernel;
using WictzPortal.Usage;

namespace WictzPortal.Privacy;

/// <summary>How values stand in a package's files: ISO dates in UTC, numbers with a point, amounts in lira, names of closed lists in English.</summary>
internal static class Cells
{
    /// <summary>One cell of a CSV file (RFC 4180). Words that would run as a formula in a spreadsheet are defused.</summary>
    public static string Csv(object? value) => value switch
    {
        null => "",
        bool yes => yes ? "true" : "false",
        Money amount => Lira(amount),
        IFormattable number when IsNumber(value) => number.ToString(null, CultureInfo.InvariantCulture),
        _ => UsageEndpoints.Cell(Words(value)),
    };

    public static void WriteJson(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case bool yes:
                json.WriteBooleanValue(yes);
                break;
            case Money amount:
                json.WriteRawValue(Lira(amount));
                break;
            case IFormattable number when IsNumber(value):
                json.WriteRawValue(number.ToString(null, CultureInfo.InvariantCulture));
                break;
            case IEnumerable<string> several:
                json.WriteStartArray();
                foreach (var each in several)
                {
                    json.WriteStringValue(each);
                }

                json.WriteEndArray();
                break;
            default:
                json.WriteStringValue(Words(value));
                break;
        }
    }

    /// <summary>The JSON Schema type of a column's values.</summary>
    public static string SchemaType(Type type)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        return plain == typeof(bool) ? "boolean"
            : plain == typeof(Money) || plain == typeof(decimal) || plain == typeof(double) || plain == typeof(float) ? "number"
            : plain.IsPrimitive && !plain.IsEnum ? "integer"
            : plain != typeof(string) && plain.IsAssignableTo(typeof(IEnumerable<string>)) ? "array"
            : "string";
    }

    public static string Words(object value) => value switch
    {
        string words => words,
        DateTimeOffset at => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        TimeSpan span => span.ToString("c", CultureInfo.InvariantCulture),
        byte[] bytes => Convert.ToBase64String(bytes),
        Guid id => id.ToString(),
        Enum word => word.ToString(),
        IEnumerable<string> several => string.Join(' ', several),
        _ => JsonSerializer.Serialize(value, value.GetType()),
    };

    private static string Lira(Money amount) => amount.Lira.ToString("0.00######", CultureInfo.InvariantCulture);

    private static bool IsNumber(object value) => value is sbyte or byte or short or ushort or int or uint or long or ulong or float or double or decimal;
}
