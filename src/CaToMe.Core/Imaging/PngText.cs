using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text;

namespace CaToMe.Imaging;

/// <summary>
/// The text chunks of PNG (specification, third edition, sections 5 and 11.3.3). A chunk is its data's length, a type of four
/// letters, the data, and a checksum over type and data; numbers are big endian. tEXt and zTXt hold Latin-1, iTXt UTF-8.
/// </summary>
internal static class PngText
{
    /// <summary>Most text that is read from one file, in bytes: compressed chunks can claim any amount.</summary>
    private const int MaxText = 64 << 20;

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Writes a chunk: tEXt where the text is Latin-1, otherwise iTXt.</summary>
    /// <exception cref="ArgumentException">The keyword does not have 1 to 79 printable Latin-1 characters.</exception>
    internal static void Write(Stream png, string keyword, string text)
    {
        if (keyword.Length is < 1 or > 79 || !keyword.All(c => c is >= ' ' and <= '~' or >= '\u00A1' and <= '\u00FF'))
        {
            throw new ArgumentException($"A PNG keyword has 1 to 79 printable Latin-1 characters, and this is '{keyword}'.", nameof(keyword));
        }

        byte[] key = [.. Encoding.Latin1.GetBytes(keyword), 0];
        if (text.All(c => c <= '\u00FF'))
        {
            WriteChunk(png, "tEXt"u8, [.. key, .. Encoding.Latin1.GetBytes(text)]);
        }
        else
        {
            // Not compressed, compression method 0, no language, no translated keyword.
            WriteChunk(png, "iTXt"u8, [.. key, 0, 0, 0, 0, .. Encoding.UTF8.GetBytes(text)]);
        }
    }

    /// <summary>Reads every text chunk.</summary>
    /// <param name="png">The whole file.</param>
    /// <param name="name">Its name, for messages.</param>
    internal static Dictionary<string, string> Read(ReadOnlySpan<byte> png, string name)
    {
        if (!png.StartsWith(Signature))
        {
            throw new CaToMeException($"{name} is not a PNG, JPEG or WebP file. Settings are read from these.");
        }

        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        var room = MaxText;
        for (var rest = png[Signature.Length..]; ;)
        {
            if (rest.Length < 12 || BinaryPrimitives.ReadUInt32BigEndian(rest) > rest.Length - 12)
            {
                throw Corrupt(name, "a chunk is longer than what is left of the file: it is cut off");
            }

            var length = (int)BinaryPrimitives.ReadUInt32BigEndian(rest);
            var type = rest.Slice(4, 4);
            if (type.SequenceEqual("IEND"u8))
            {
                return texts;
            }

            if (type.SequenceEqual("tEXt"u8) || type.SequenceEqual("zTXt"u8) || type.SequenceEqual("iTXt"u8))
            {
                if (Crc32.HashToUInt32(rest.Slice(4, 4 + length)) != BinaryPrimitives.ReadUInt32BigEndian(rest[(8 + length)..]))
                {
                    throw Corrupt(name, $"the checksum of a {Encoding.ASCII.GetString(type)} chunk is wrong");
                }

                var (keyword, text, size) = ReadText(type[0], rest.Slice(8, length), room, name);
                texts[keyword] = text;
                room -= size;
            }

            rest = rest[(12 + length)..];
        }
    }

    private static (string Keyword, string Text, int Size) ReadText(byte kind, ReadOnlySpan<byte> data, int room, string name)
    {
        var keyword = Encoding.Latin1.GetString(UpToZero(ref data, name));
        var compressed = kind == 'z';
        if (kind == 'i')
        {
            compressed = Take(ref data, name) != 0;
        }

        if (kind != 't' && Take(ref data, name) != 0 && compressed)
        {
            throw Corrupt(name, $"the text {keyword} is compressed by an unknown method");
        }

        if (kind == 'i')
        {
            // The language and the translated keyword are not needed.
            UpToZero(ref data, name);
            UpToZero(ref data, name);
        }

        var bytes = compressed ? Inflate(data, room, name) : data;
        return bytes.Length <= room
            ? (keyword, (kind == 'i' ? Encoding.UTF8 : Encoding.Latin1).GetString(bytes), bytes.Length)
            : throw TooLong(name);
    }

    private static byte[] Inflate(ReadOnlySpan<byte> data, int room, string name)
    {
        using var zlib = new ZLibStream(new MemoryStream(data.ToArray()), CompressionMode.Decompress);
        using var text = new MemoryStream();
        var buffer = new byte[1 << 16];
        try
        {
            for (int count; (count = zlib.Read(buffer)) > 0;)
            {
                text.Write(buffer, 0, text.Length + count <= room ? count : throw TooLong(name));
            }
        }
        catch (InvalidDataException e)
        {
            throw Corrupt(name, $"a compressed text cannot be unpacked ({e.Message.TrimEnd('.')})");
        }

        return text.ToArray();
    }

    private static ReadOnlySpan<byte> UpToZero(ref ReadOnlySpan<byte> data, string name)
    {
        var end = data.IndexOf((byte)0);
        if (end < 0)
        {
            throw Corrupt(name, "a text chunk ends within its first fields");
        }

        var field = data[..end];
        data = data[(end + 1)..];
        return field;
    }

    private static byte Take(ref ReadOnlySpan<byte> data, string name)
    {
        if (data.IsEmpty)
        {
            throw Corrupt(name, "a text chunk ends within its first fields");
        }

        var value = data[0];
        data = data[1..];
        return value;
    }

    private static void WriteChunk(Stream png, ReadOnlySpan<byte> type, byte[] data)
    {
        var chunk = new byte[12 + data.Length];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        type.CopyTo(chunk.AsSpan(4));
        data.CopyTo(chunk, 8);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(8 + data.Length), Crc32.HashToUInt32(chunk.AsSpan(4, 4 + data.Length)));
        png.Write(chunk);
    }

    private static CaToMeException Corrupt(string name, string reason) => new($"{name} is a corrupt PNG file: {reason}. Copy or draw it again.");

    private static CaToMeException TooLong(string name) => new($"{name} has more than {MaxText >> 20} MB of text, which is more than is read.");
}
