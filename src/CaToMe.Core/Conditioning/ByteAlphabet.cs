namespace CaToMe.Conditioning;

/// <summary>
/// The characters that stand for bytes in a byte-level vocabulary: printable Latin-1 for itself, every other byte, in order,
/// for a character from U+0100 on, so that no token holds a space or a control character (GPT-2's bytes_to_unicode).
/// </summary>
internal static class ByteAlphabet
{
    /// <summary>The character of a byte.</summary>
    internal static char ToSymbol(byte value) => value switch
    {
        <= 0x20 => (char)(0x100 + value),
        >= 0x7F and <= 0xA0 => (char)(0x121 + value - 0x7F),
        0xAD => (char)0x143,
        _ => (char)value,
    };

    /// <summary>The byte of a character; a question mark where it stands for none.</summary>
    internal static byte ToByte(char symbol) => symbol switch
    {
        < (char)0x100 => (byte)symbol,
        <= (char)0x120 => (byte)(symbol - 0x100),
        <= (char)0x142 => (byte)(symbol - 0x121 + 0x7F),
        (char)0x143 => 0xAD,
        _ => (byte)'?',
    };
}
