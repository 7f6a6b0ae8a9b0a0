using System.Globalization;
using System.Text;
using System.Text.Json;
using Tomlyn;
using Tomlyn.Parsing;

namespace Threadmill.Engine.Planning;

/// <summary>A TOML or JSON document as values that know where they stand.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
internal abstract record PlanNode(int Line, int Column)
{
    private const int MaxDepth = 32;

    public sealed record Scalar(string Text, int Line, int Column, bool IsText) : PlanNode(Line, Column);

    public sealed record List(List<PlanNode> Items, int Line, int Column) : PlanNode(Line, Column);

    public sealed record Member(string Key, PlanNode Value);

    public sealed record Table(List<Member> Members, int Line, int Column) : PlanNode(Line, Column);

    /// <summary>The text that a word of the command line would have: scalars as they are, lists and tables as JSON.</summary>
    public string AsWord() => this is Scalar scalar ? scalar.Text : Json();

    /// <exception cref="ProblemException">Not TOML; says where.</exception>
    public static Table ReadToml(string text, string file)
    {
        try
        {
            var parser = TomlParser.Create(text);
            while (parser.MoveNext())
            {
                if (parser.Current.Kind == TomlParseEventKind.StartTable)
                    return TomlTable(parser, file, 0);
            }
            return new Table([], 1, 1);
        }
        catch (TomlException e)
        {
            throw new ProblemException(Problem.Invalid($"{file}{e.Message.Replace(" : error : ", ": ", StringComparison.Ordinal)}"));
        }
        catch (ArgumentException)
        {
            // What the parser throws where the text ends after a backslash in a string; it does not say where.
            throw new ProblemException(Problem.Invalid($"{file}: not TOML: it ends in the middle of a string"));
        }
    }

    /// <exception cref="ProblemException">Not JSON; says where.</exception>
    public static PlanNode ReadJson(string text, string file)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = MaxDepth });
        try
        {
            reader.Read();
            return JsonValue(ref reader, bytes, file);
        }
        catch (JsonException e)
        {
            throw new ProblemException(Problem.Invalid($"{file}({e.LineNumber + 1},{e.BytePositionInLine + 1}): not JSON: {e.Message.Split(" LineNumber:")[0]}"));
        }
    }

    private static Table TomlTable(TomlParser parser, string file, int depth)
    {
        var (line, column) = At(parser, file, depth);
        var members = new List<Member>();
        while (parser.MoveNext() && parser.Current.Kind != TomlParseEventKind.EndTable)
        {
            var key = parser.GetPropertyName();
            var (keyLine, keyColumn) = At(parser, file, depth);
            parser.MoveNext();
            Add(members, key, TomlValue(parser, file, depth + 1) with { Line = keyLine, Column = keyColumn }, file);
        }
        return new Table(members, line, column);
    }

    private static PlanNode TomlValue(TomlParser parser, string file, int depth)
    {
        var (line, column) = At(parser, file, depth);
        var current = parser.Current;
        switch (current.Kind)
        {
            case TomlParseEventKind.StartTable:
                return TomlTable(parser, file, depth);
            case TomlParseEventKind.StartArray:
                var items = new List<PlanNode>();
                while (parser.MoveNext() && parser.Current.Kind != TomlParseEventKind.EndArray)
                    items.Add(TomlValue(parser, file, depth + 1));
                return new List(items, line, column);
            case TomlParseEventKind.Integer:
                return new Scalar(current.GetInt64().ToString(CultureInfo.InvariantCulture), line, column, false);
            case TomlParseEventKind.Float:
                return new Scalar(current.GetDouble().ToString("R", CultureInfo.InvariantCulture), line, column, false);
            case TomlParseEventKind.Boolean:
                return new Scalar(current.GetBoolean() ? "true" : "false", line, column, false);
            case TomlParseEventKind.String:
                return new Scalar(parser.GetString(), line, column, true);
            default:
                return new Scalar(current.GetTomlDateTime().ToString(), line, column, true);
        }
    }

    private static (int Line, int Column) At(TomlParser parser, string file, int depth)
    {
        var at = parser.Current.Span?.Start;
        var (line, column) = at is { } p ? (p.Line + 1, p.Column + 1) : (1, 1);
        return depth <= MaxDepth ? (line, column) : throw new ProblemException(Problem.Invalid($"{file}({line},{column}): nested more than {MaxDepth} deep"));
    }

    /// <summary>A table or list of tables may be written in several pieces; anything else stands once.</summary>
    private static void Add(List<Member> members, string key, PlanNode value, string file)
    {
        var before = members.FirstOrDefault(m => m.Key == key)?.Value;
        if (before is Table table && value is Table more)
        {
            foreach (var (k, v) in more.Members)
                Add(table.Members, k, v, file);
        }
        else if (before is List list && value is List rest && list.Items.Concat(rest.Items).All(i => i is Table))
        {
            list.Items.AddRange(rest.Items);
        }
        else if (before is not null)
        {
            throw new ProblemException(Problem.Invalid($"{file}({value.Line},{value.Column}): '{key}' stands here a second time, first in line {before.Line}"));
        }
        else
        {
            members.Add(new(key, value));
        }
    }

    private static PlanNode JsonValue(ref Utf8JsonReader reader, byte[] bytes, string file)
    {
        var (line, column) = PlaceOf(bytes, (int)reader.TokenStartIndex);
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                var members = new List<Member>();
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    var key = JsonText(ref reader, bytes, file);
                    var (keyLine, keyColumn) = PlaceOf(bytes, (int)reader.TokenStartIndex);
                    reader.Read();
                    if (reader.TokenType != JsonTokenType.Null)
                        Add(members, key, JsonValue(ref reader, bytes, file) with { Line = keyLine, Column = keyColumn }, file);
                }
                return new Table(members, line, column);
            case JsonTokenType.StartArray:
                var items = new List<PlanNode>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                    items.Add(JsonValue(ref reader, bytes, file));
                return new List(items, line, column);
            case JsonTokenType.String:
                return new Scalar(JsonText(ref reader, bytes, file), line, column, true);
            default:
                return new Scalar(Encoding.UTF8.GetString(reader.ValueSpan), line, column, false);
        }
    }

    private static string JsonText(ref Utf8JsonReader reader, byte[] bytes, string file)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            var (line, column) = PlaceOf(bytes, (int)reader.TokenStartIndex);
            throw new ProblemException(Problem.Invalid($"{file}({line},{column}): not JSON: a text holds half of a surrogate pair"));
        }
    }

    private static (int Line, int Column) PlaceOf(byte[] bytes, int index)
    {
        var before = bytes.AsSpan(0, index);
        return (before.Count((byte)'\n') + 1, index - before.LastIndexOf((byte)'\n'));
    }

    private string Json()
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
            Write(writer, this);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void Write(Utf8JsonWriter writer, PlanNode node)
    {
        switch (node)
        {
            case Scalar { IsText: true } text:
                writer.WriteStringValue(text.Text);
                break;
            case Scalar plain:
                writer.WriteRawValue(plain.Text, skipInputValidation: true);
                break;
            case List list:
                writer.WriteStartArray();
                list.Items.ForEach(i => Write(writer, i));
                writer.WriteEndArray();
                break;
            case Table table:
                writer.WriteStartObject();
                foreach (var (key, value) in table.Members)
                {
                    writer.WritePropertyName(key);
                    Write(writer, value);
                }
                writer.WriteEndObject();
                break;
        }
    }
}
