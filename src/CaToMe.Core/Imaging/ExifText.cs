using System.Text;
using System.Text.RegularExpressions;
using CaToMe.Imaging.Reading;
using MetadataExtractor;
using MetadataExtractor.Formats.Exif;
using MetadataExtractor.Formats.Jpeg;
using MetadataExtractor.Formats.Riff;
using MetadataExtractor.IO;

namespace CaToMe.Imaging;

/// <summary>Texts in the EXIF of JPEG and WebP files, under the names of their tags, or under the keywords that they begin with.</summary>
internal static partial class ExifText
{
    private const int UserCommentTag = ExifDirectoryBase.TagUserComment;

    private static readonly (int Tag, string Keyword)[] keywords =
    [
        (ExifDirectoryBase.TagImageDescription, PictureTexts.ImageDescription),
        (ExifDirectoryBase.TagSoftware, "Software"),
        (UserCommentTag, PictureTexts.UserComment),
    ];

    /// <summary>What EXIF begins with in JPEG, and in WebP files of some programs.</summary>
    private static ReadOnlySpan<byte> Preamble => "Exif\0\0"u8;

    internal static bool IsJpeg(ReadOnlySpan<byte> file) => file is [0xFF, 0xD8, 0xFF, ..];

    internal static bool IsWebP(ReadOnlySpan<byte> file) => file.StartsWith("RIFF"u8) && file.Length >= 12 && file[8..].StartsWith("WEBP"u8);

    /// <summary>Reads every text.</summary>
    /// <param name="file">The whole file, JPEG or WebP.</param>
    /// <param name="name">Its name, for messages.</param>
    /// <exception cref="CaToMeException">The file is corrupt.</exception>
    internal static Dictionary<string, string> Read(byte[] file, string name)
    {
        try
        {
            var directories = (IsJpeg(file) ? JpegBlocks(file) : WebPBlocks(file)).SelectMany(ReadBlock).ToList();
            var texts = new Dictionary<string, string>(StringComparer.Ordinal);
            directories.ForEach(d => Add(texts, d));
            return texts.Count == 0 && directories.SelectMany(d => d.Errors).FirstOrDefault() is { } error ? throw Corrupt(name, error) : texts;
        }
        catch (Exception e) when (e is ImageProcessingException or IOException)
        {
            throw Corrupt(name, e.Message, e);
        }
    }

    private static IEnumerable<byte[]> JpegBlocks(byte[] file) =>
        JpegSegmentReader.ReadSegments(new SequentialByteArrayReader(file), [JpegSegmentType.App1])
            .Select(s => s.Bytes)
            .Where(b => b.AsSpan().StartsWith(Preamble));

    private static List<byte[]> WebPBlocks(byte[] file)
    {
        var chunks = new ExifChunks();
        new RiffReader().ProcessRiff(new SequentialByteArrayReader(file), chunks);
        return chunks.Found;
    }

    private static IReadOnlyList<MetadataExtractor.Directory> ReadBlock(byte[] block) =>
        new ExifReader().Extract(new ByteArrayReader(block, block.AsSpan().StartsWith(Preamble) ? Preamble.Length : 0));

    /// <summary>A text of ComfyUI's names its keyword first, in whichever tag it is: <c>prompt:{...}</c>.</summary>
    private static void Add(Dictionary<string, string> texts, MetadataExtractor.Directory directory)
    {
        foreach (var tag in directory.Tags.Select(t => t.Type))
        {
            if (BytesOf(directory.GetObject(tag)) is not { } bytes)
            {
                continue;
            }

            var text = (tag == UserCommentTag ? UserComment(bytes) : Plain(bytes)).TrimEnd('\0');
            if (KeywordFirst().Match(text) is { Success: true } match)
            {
                texts.TryAdd(match.Groups[1].Value.ToLowerInvariant(), text[match.Length..]);
            }
            else if (Array.Find(keywords, k => k.Tag == tag).Keyword is { } keyword)
            {
                texts.TryAdd(keyword, text);
            }
        }
    }

    private static byte[]? BytesOf(object? value) => value switch
    {
        StringValue text => text.Bytes,
        byte[] bytes => bytes,
        string text => Encoding.UTF8.GetBytes(text),
        _ => null,
    };

    /// <summary>A user comment names its encoding in eight bytes; some programs leave them out.</summary>
    private static string UserComment(ReadOnlySpan<byte> comment) =>
        comment.StartsWith("UNICODE\0"u8) ? Utf16(comment[8..])
        : comment.StartsWith("ASCII\0\0\0"u8) || comment.StartsWith("\0\0\0\0\0\0\0\0"u8) ? Plain(comment[8..])
        : Plain(comment);

    /// <summary>Programs do not agree on the order of bytes, and settings have letters of ASCII whose upper byte is zero.</summary>
    private static string Utf16(ReadOnlySpan<byte> text)
    {
        var (even, odd) = (0, 0);
        for (var i = 0; i + 1 < text.Length; i += 2)
        {
            even += text[i] == 0 ? 1 : 0;
            odd += text[i + 1] == 0 ? 1 : 0;
        }

        return (odd > even ? Encoding.Unicode : Encoding.BigEndianUnicode).GetString(text).TrimStart('\uFEFF');
    }

    private static string Plain(ReadOnlySpan<byte> text)
    {
        try
        {
            return new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(text);
        }
        catch (DecoderFallbackException)
        {
            return Encoding.Latin1.GetString(text);
        }
    }

    private static CaToMeException Corrupt(string name, string reason, Exception? cause = null) =>
        new($"{name} is a corrupt picture: {reason.TrimEnd('.')}. Copy or draw it again.", cause);

    [GeneratedRegex(@"^\s*(prompt|workflow|parameters)\s*:\s*(?=\{)", RegexOptions.IgnoreCase)]
    private static partial Regex KeywordFirst();

    /// <summary>Keeps a WebP file's EXIF chunks and passes over the others.</summary>
    private sealed class ExifChunks : IRiffHandler
    {
        internal List<byte[]> Found { get; } = [];

        public bool ShouldAcceptRiffIdentifier(string identifier) => identifier == "WEBP";

        public bool ShouldAcceptChunk(string fourCc) => fourCc == "EXIF";

        public bool ShouldAcceptList(string fourCc) => false;

        public void ProcessChunk(string fourCc, byte[] payload) => Found.Add(payload);
    }
}
