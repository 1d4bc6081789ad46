using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace WictzPortal.Admin;

/// <summary>One instrument's values by their labels, in Prometheus' terms: a counter, a gauge or a histogram.</summary>
internal sealed class MetricSeries(Instrument instrument)
{
    // A label with unforeseen values must not fill the memory; what comes after the limit is not counted.
    private const int MostLabelSets = 1000;

    private static readonly double[] Seconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];
    private static readonly double[] Counts = [1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576];

    private readonly ConcurrentDictionary<string, Value> _values = [];

    // Which values tags stand for, so that a measurement whose tags have come before makes no text of them again.
    private readonly ConcurrentDictionary<KeyValuePair<string, object?>[], Value> _known = new(new TagComparer());
    private readonly string _name = NameOf(instrument);
    private readonly Kind _kind = KindOf(instrument);
    private readonly bool _replaces = instrument.IsObservable;      // an observable instrument tells its sum, not a step
    private readonly double[] _bounds = instrument.Unit == "s" ? Seconds : Counts;

    private enum Kind
    {
        Counter,
        Gauge,
        Histogram,
    }

    public static string NameOf(Instrument instrument)
    {
        var name = new string([.. instrument.Name.Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '_')]);
        var unit = instrument.Unit switch { "s" => "_seconds", "By" => "_bytes", _ => "" };
        return name + (name.EndsWith(unit, StringComparison.Ordinal) ? "" : unit) + (KindOf(instrument) == Kind.Counter ? "_total" : "");
    }

    public void Add(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (!_known.GetAlternateLookup<ReadOnlySpan<KeyValuePair<string, object?>>>().TryGetValue(tags, out var held))
        {
            if (_known.Count >= MostLabelSets)
            {
                return;
            }

            held = _known[tags.ToArray()] = _values.GetOrAdd(LabelsOf(tags), _ => new Value(_bounds.Length));
        }

        lock (held)
        {
            held.Sum = _replaces || (_kind == Kind.Gauge && instrument is Gauge<int> or Gauge<long> or Gauge<double>) ? value : held.Sum + value;
            held.Count++;
            if (_kind == Kind.Histogram && BucketOf(value) is >= 0 and var bucket)
            {
                held.Buckets[bucket]++;
            }
        }
    }

    public void Write(StringBuilder page)
    {
        if (_values.IsEmpty)
        {
            return;
        }

        page.Append(CultureInfo.InvariantCulture, $"# HELP {_name} {instrument.Description}\n");
        page.Append(CultureInfo.InvariantCulture, $"# TYPE {_name} {_kind.ToString().ToLowerInvariant()}\n");
        foreach (var (labels, value) in _values.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            lock (value)
            {
                Write(page, labels, value);
            }
        }
    }

    private void Write(StringBuilder page, string labels, Value value)
    {
        if (_kind != Kind.Histogram)
        {
            Line(page, "", labels, value.Sum);
            return;
        }

        var below = 0L;
        for (var i = 0; i < _bounds.Length; i++)
        {
            below += value.Buckets[i];
            Line(page, "_bucket", Join(labels, $"le=\"{_bounds[i].ToString(CultureInfo.InvariantCulture)}\""), below);
        }

        Line(page, "_bucket", Join(labels, "le=\"+Inf\""), value.Count);
        Line(page, "_sum", labels, value.Sum);
        Line(page, "_count", labels, value.Count);
    }

    private void Line(StringBuilder page, string suffix, string labels, double value) => page.Append(
        CultureInfo.InvariantCulture, $"{_name}{suffix}{(labels.Length > 0 ? $"{{{labels}}}" : "")} {value.ToString("R", CultureInfo.InvariantCulture)}\n");

    private static string Join(string labels, string last) => labels.Length == 0 ? last : $"{labels},{last}";

    private static Kind KindOf(Instrument instrument) => instrument.GetType().Name switch
    {
        var type when type.StartsWith("Histogram", StringComparison.Ordinal) => Kind.Histogram,
        var type when type.StartsWith("Counter", StringComparison.Ordinal) || type.StartsWith("ObservableCounter", StringComparison.Ordinal) => Kind.Counter,
        _ => Kind.Gauge,
    };

    private int BucketOf(double value)
    {
        for (var i = 0; i < _bounds.Length; i++)
        {
            if (value <= _bounds[i])
            {
                return i;
            }
        }

        return -1;
    }

    private static string LabelsOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.IsEmpty)
        {
            return "";
        }

        var labels = new List<string>(tags.Length);
        foreach (var (name, value) in tags)
        {
            var text = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
            text = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).ReplaceLineEndings("\\n");
            labels.Add($"{name.Replace('.', '_').Replace('-', '_')}=\"{text}\"");
        }

        return string.Join(',', labels);
    }

    private sealed class Value(int buckets)
    {
        public double Sum { get; set; }

        public long Count { get; set; }

        public long[] Buckets { get; } = new long[buckets];
    }

    /// <summary>Tags are the same where names and values are, in the same order.</summary>
    private sealed class TagComparer : IEqualityComparer<KeyValuePair<string, object?>[]>,
        IAlternateEqualityComparer<ReadOnlySpan<KeyValuePair<string, object?>>, KeyValuePair<string, object?>[]>
    {
        public bool Equals(KeyValuePair<string, object?>[]? x, KeyValuePair<string, object?>[]? y) => Equals((ReadOnlySpan<KeyValuePair<string, object?>>)x, y!);

        public int GetHashCode(KeyValuePair<string, object?>[] obj) => GetHashCode((ReadOnlySpan<KeyValuePair<string, object?>>)obj);

        public bool Equals(ReadOnlySpan<KeyValuePair<string, object?>> alternate, KeyValuePair<string, object?>[] other)
        {
            if (alternate.Length != other.Length)
            {
                return false;
            }

            for (var i = 0; i < other.Length; i++)
            {
                if (alternate[i].Key != other[i].Key || !Equals(alternate[i].Value, other[i].Value))
                {
                    return false;
                }
            }

            return true;
        }

        public int GetHashCode(ReadOnlySpan<KeyValuePair<string, object?>> alternate)
        {
            var hash = default(HashCode);
            foreach (var (name, value) in alternate)
            {
                hash.Add(name);
                hash.Add(value);
            }

            return hash.ToHashCode();
        }

        public KeyValuePair<string, object?>[] Create(ReadOnlySpan<KeyValuePair<string, object?>> alternate) => alternate.ToArray();
    }
}
