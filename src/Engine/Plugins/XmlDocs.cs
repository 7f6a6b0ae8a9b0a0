using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace Threadmill.Engine.Plugins;

/// <summary>The compiler's XML documentation file beside an assembly; without one there are no texts.</summary>
internal sealed partial class XmlDocs
{
    private readonly Dictionary<string, XElement> members = [];

    public static XmlDocs Beside(string assembly)
    {
        var docs = new XmlDocs();
        try
        {
            using var text = RegularFile.Open(Path.ChangeExtension(assembly, ".xml"));
            using var reader = XmlReader.Create(text, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
            foreach (var member in XDocument.Load(reader).Descendants("member"))
                docs.members.TryAdd(member.Attribute("name")?.Value ?? "", member);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or XmlException)
        {
            // Not shipped, or not readable: the texts are a courtesy.
        }
        return docs;
    }

    /// <param name="id">As the compiler writes it: <c>T:Name.Space.Type</c>, <c>M:Type.Method(System.Int32)</c>.</param>
    public string? Summary(string id) => Find(id) is { } member ? Text(member.Element("summary")) : null;

    public string? Returns(string id) => Find(id) is { } member ? Text(member.Element("returns")) : null;

    public string? Parameter(string id, string name) =>
        Find(id) is { } member ? Text(member.Elements("param").FirstOrDefault(p => p.Attribute("name")?.Value == name)) : null;

    /// <summary>An id without its parameter list means the only method of that name.</summary>
    private XElement? Find(string id) =>
        members.TryGetValue(id, out var exact) ? exact
        : members.FirstOrDefault(m => m.Key.StartsWith(id + "(", StringComparison.Ordinal)).Value;

    private static string? Text(XElement? element)
    {
        if (element is null)
            return null;
        var text = string.Concat(element.Nodes().Select(Text));
        return Blanks().Replace(text, " ").Trim() is { Length: > 0 } plain ? plain : null;
    }

    private static string Text(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "see" or "seealso" or "paramref" or "typeparamref" } reference =>
            reference.Value is { Length: > 0 } label ? label
            : NameIn((reference.Attribute("cref") ?? reference.Attribute("name") ?? reference.Attribute("langword"))?.Value ?? ""),
        XElement { Name.LocalName: "para" or "br" } paragraph => " " + string.Concat(paragraph.Nodes().Select(Text)) + " ",
        XElement other => string.Concat(other.Nodes().Select(Text)),
        _ => "",
    };

    /// <summary>The last part of <c>M:Space.Type.Method(Space.Type)</c>.</summary>
    private static string NameIn(string id) => id.Split('(')[0].Split('.', ':')[^1].Split('`')[0];

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
