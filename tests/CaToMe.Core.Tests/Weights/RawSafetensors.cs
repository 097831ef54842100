using System.Buffers.Binary;
using System.Text;

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

    internal static byte[] One(string type, string shape, byte[] data) =>
        Bytes($$$"""{"x":{"dtype":"{{{type}}}","shape":{{{shape}}},"data_offsets":[0,{{{data.Length}}}]}}""", data);
}
