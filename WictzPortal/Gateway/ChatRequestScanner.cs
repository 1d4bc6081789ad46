using System.Text.Json;
using System.Text.Unicode;

namespace WictzPortal.Gateway;

/// <summary>
/// One pass over the bytes of a chat request: is it strict JSON, and what are the few values that the gateway acts on. Those may stand
/// there only once, since readers differ in which of two they take.
/// </summary>
internal ref struct ChatRequestScanner
{
    public const int LongestModelName = 200;
    public const int DeepestNesting = 128;

    // A picture or a file counts by itself and not by its bytes. Providers count less for the largest they take.
    private const int TokensPerAttachment = 16_000;
    private const int MostChoices = 128;

    private Utf8JsonReader _reader;
    private ChatRequest _found;
    private Refusal? _refusal;
    private Fields _seen;
    private long _attachedBytes;
    private int _attachments;

    [Flags]
    private enum Fields
    {
        None = 0,
        Model = 1,
        Messages = 2,
        Stream = 4,
        StreamOptions = 8,
        MaxTokens = 16,
        MaxCompletionTokens = 32,
        Choices = 64,
        IncludeUsage = 128,
    }

    public static Refusal? Scan(ReadOnlySpan<byte> body, out ChatRequest request)
    {
        request = default;
        if (!Utf8.IsValid(body))
        {
            return new Refusal(RefusalKind.BrokenJson, "The request body is not valid UTF-8. Encode it as UTF-8 JSON.");
        }

        var scanner = new ChatRequestScanner
        {
            _reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = DeepestNesting }),
            _found = new ChatRequest { Choices = 1 },
        };
        try
        {
            scanner.ReadBody();
        }
        catch (JsonException broken)
        {
            // The exception's own message quotes the bytes at fault.
            return new Refusal(
                RefusalKind.BrokenJson,
                $"The request body is not valid JSON: line {broken.LineNumber + 1}, byte {broken.BytePositionInLine + 1} (nesting may be {DeepestNesting} deep). Check how your program builds it.");
        }

        scanner._found.MostInputTokens = body.Length - scanner._attachedBytes + ((long)scanner._attachments * TokensPerAttachment);
        request = scanner._found;
        return scanner._refusal ?? scanner.Missing();
    }

    private void ReadBody()
    {
        _reader.Read();
        if (_reader.TokenType != JsonTokenType.StartObject)
        {
            Refuse("The request body must be a JSON object.", null);
        }

        while (_reader.Read())
        {
            if (_reader.TokenType == JsonTokenType.EndObject && _reader.CurrentDepth == 0)
            {
                _found.End = (int)_reader.TokenStartIndex;
            }
            else if (_reader.CurrentDepth == 1 && _reader.TokenType == JsonTokenType.PropertyName)
            {
                ReadField();
            }
            else if (_reader.TokenType == JsonTokenType.PropertyName && _reader.CurrentDepth > 3)
            {
                ReadAttachment();
            }
        }

    }

    private void ReadField()
    {
        if (_reader.ValueTextEquals("model"u8))
        {
            ReadModel();
        }
        else if (_reader.ValueTextEquals("messages"u8))
        {
            Once(Fields.Messages, "messages");
            Is(_reader.TokenType == JsonTokenType.StartArray, "messages", "must be an array of messages");
        }
        else if (_reader.ValueTextEquals("stream"u8))
        {
            Once(Fields.Stream, "stream");
            _found.Streams = _reader.TokenType == JsonTokenType.True;
            Is(_reader.TokenType is JsonTokenType.True or JsonTokenType.False or JsonTokenType.Null, "stream", "must be true or false");
        }
        else if (_reader.ValueTextEquals("stream_options"u8))
        {
            ReadStreamOptions();
        }
        else if (_reader.ValueTextEquals("max_tokens"u8))
        {
            ReadMaxTokens(Fields.MaxTokens, "max_tokens");
        }
        else if (_reader.ValueTextEquals("max_completion_tokens"u8))
        {
            ReadMaxTokens(Fields.MaxCompletionTokens, "max_completion_tokens");
        }
        else if (_reader.ValueTextEquals("n"u8))
        {
            Once(Fields.Choices, "n");
            _found.Choices = (int)Whole("n", MostChoices, 1);
        }
    }

    private void ReadModel()
    {
        Once(Fields.Model, "model");
        if (_reader.TokenType != JsonTokenType.String || _reader.ValueSpan.Length is 0 or > LongestModelName)
        {
            Refuse($"'model' must be the name of a model, 1 to {LongestModelName} characters. GET /v1/models lists them.", "model");
            return;
        }

        _found.Model = _reader.GetString()!;
        _found.ModelPlace = new Place((int)_reader.TokenStartIndex, (int)_reader.BytesConsumed);
    }

    private void ReadStreamOptions()
    {
        Once(Fields.StreamOptions, "stream_options");
        var start = (int)_reader.TokenStartIndex;
        if (_reader.TokenType == JsonTokenType.StartObject)
        {
            while (_reader.Read() && _reader.TokenType != JsonTokenType.EndObject)
            {
                if (_reader.TokenType == JsonTokenType.PropertyName && _reader.CurrentDepth == 2 && _reader.ValueTextEquals("include_usage"u8))
                {
                    Once(Fields.IncludeUsage, "stream_options.include_usage");
                    Is(_reader.TokenType is JsonTokenType.True or JsonTokenType.False or JsonTokenType.Null, "stream_options.include_usage", "must be true or false");
                    _found.WantsUsage = _reader.TokenType == JsonTokenType.True;
                    _found.IncludeUsage = new Place((int)_reader.TokenStartIndex, (int)_reader.BytesConsumed);
                }

                _reader.Skip();
            }
        }
        else
        {
            Is(_reader.TokenType == JsonTokenType.Null, "stream_options", "must be an object");
        }

        _found.StreamOptions = new Place(start, (int)_reader.BytesConsumed);
    }

    private void ReadMaxTokens(Fields field, string name)
    {
        Once(field, name);
        if (_reader.TokenType != JsonTokenType.Null)
        {
            _found.MaxTokens = Math.Max(_found.MaxTokens ?? 0, Whole(name, int.MaxValue, 1));
        }
    }

    // Pictures and files come as data: or as an address. Neither's length says anything about tokens.
    private void ReadAttachment()
    {
        if (_reader.ValueTextEquals("url"u8) || _reader.ValueTextEquals("file_data"u8) || _reader.ValueTextEquals("file_id"u8))
        {
            _reader.Read();
            if (_reader.TokenType == JsonTokenType.String)
            {
                _attachments++;
                _attachedBytes += _reader.ValueSpan.StartsWith("data:"u8) ? _reader.ValueSpan.Length : 0;
            }
        }
    }

    private void Once(Fields field, string name)
    {
        if (_seen.HasFlag(field))
        {
            Refuse($"'{name}' stands in the request twice. Send it once.", name);
        }

        _seen |= field;
        _reader.Read();
    }

    private long Whole(string name, long most, long otherwise)
    {
        if (_reader.TokenType == JsonTokenType.Null)
        {
            return otherwise;
        }

        if (_reader.TokenType == JsonTokenType.Number && _reader.TryGetInt64(out var value) && value >= 1 && value <= most)
        {
            return value;
        }

        Refuse($"'{name}' must be a whole number from 1 to {most}.", name);
        return otherwise;
    }

    private void Is(bool right, string name, string rule)
    {
        if (!right)
        {
            Refuse($"'{name}' {rule}.", name);
        }
    }

    private void Refuse(string message, string? param) => _refusal ??= new Refusal(RefusalKind.InvalidField, message, param);

    private readonly Refusal? Missing() =>
        !_seen.HasFlag(Fields.Model) ? new Refusal(RefusalKind.InvalidField, "'model' is missing. Name one that GET /v1/models lists.", "model")
        : !_seen.HasFlag(Fields.Messages) ? new Refusal(RefusalKind.InvalidField, "'messages' is missing: an array of at least one message.", "messages")
        : null;
}
