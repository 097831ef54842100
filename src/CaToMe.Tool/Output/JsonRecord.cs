using System.Text.Json;

namespace CaToMe.Tool.Output;

/// <summary>One line of <c>--json</c>. It is plain ASCII, so that no shell's encoding can spoil it.</summary>
internal abstract class JsonRecord
{
    internal string ToJson() => JsonSerializer.Serialize(this, GetType(), JsonSerializerOptions.Web);
}
