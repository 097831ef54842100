using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;

namespace CaToMe.Tests.Weights;

/// <summary>Safetensors files written byte by byte, right and wrong ones.</summary>
internal static class RawSafetensors
{
    internal static byte[] Bytes(string header, byte[] data, long? headerLength = null)
    {
        var json = Encoding.UTF8.GetBytes(header);
        var bytes = new byte[8 + json.Length + data.Length];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, headerLength ?? json.Length);
        json.CopyTo(bytes, 8);
        data.CopyTo(bytes, 8 + json.Length);
        return bytes;
    }

    /// <summary>Changes the header of a file, and nothing else.</summary>
    internal static void Edit(string path, Action<JsonNode> change)
    {
        var bytes = File.ReadAllBytes(path);
        var end = 8 + (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);
        var header = JsonNode.Parse(bytes.AsSpan(8, end - 8))!;
        change(header);
        File.WriteAllBytes(path, Bytes(header.ToJsonString(), bytes[end..]));
    }

    internal static byte[] One(string type, string shape, byte[] data) =>
        Bytes($$$"""{"x":{"dtype":"{{{type}}}","shape":{{{shape}}},"data_offsets":[0,{{{data.Length}}}]}}""", data);
}
