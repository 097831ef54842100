using System.Text.Json;
using System.Text.Json.Serialization;

namespace CaToMe.Tool.Output;

/// <summary>One line of <c>--json</c>, as docs/tool.md describes it. It is plain ASCII, so that no shell's encoding can spoil it.</summary>
internal abstract class JsonRecord
{
    /// <summary>The version of the records: another one where a key changes its meaning or is no more; new keys may come at any time.</summary>
    [JsonPropertyOrder(-2)]
    public int Schema => 1;

    internal string ToJson() => JsonSerializer.Serialize(this, GetType(), JsonSerializerOptions.Web);
}
