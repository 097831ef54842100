using System.Text;
using System.Text.RegularExpressions;

namespace CaToMe.Conditioning;

/// <summary>
/// CLIP's tokenizer (transformers' CLIPTokenizer): Unicode normalisation form C, lower case, words, byte-level byte-pair
/// encoding. Special tokens in the text stand for themselves. Instances can be shared between threads.
/// </summary>
internal sealed class ClipTokenizer
{
    /// <summary>Tokens that a CLIP text encoder reads, start and end included.</summary>
    public const int Length = 77;

    private readonly BytePairEncoding encoding;
    private readonly Dictionary<int, string> tokens;
    private readonly IReadOnlyDictionary<string, int> ids;
    private readonly HashSet<string> special;
    private readonly Regex specialPattern;
    private readonly int start, end, pad;

    internal ClipTokenizer(ClipVocabulary vocabulary)
    {
        encoding = new BytePairEncoding(vocabulary);
        ids = vocabulary.Ids;
        tokens = ids.GroupBy(t => t.Value).ToDictionary(g => g.Key, g => g.First().Key);
        special = vocabulary.Special.ToHashSet(StringComparer.Ordinal);
        specialPattern = new Regex(string.Join('|', special.OrderByDescending(t => t.Length).Select(Regex.Escape)), RegexOptions.CultureInvariant);
        (start, end, pad) = (ids[vocabulary.Start], ids[vocabulary.End], ids[vocabulary.Pad]);
    }

    /// <summary>One more than the largest id: the rows that a text encoder's embedding needs.</summary>
    public int VocabularySize => tokens.Keys.Max() + 1;

    /// <summary>Loads a model's tokenizer.</summary>
    /// <param name="folder">
    /// The <c>tokenizer</c> folder of a diffusers model: <c>vocab.json</c> and <c>merges.txt</c>, or <c>tokenizer.json</c>
    /// alone; <c>special_tokens_map.json</c> and <c>tokenizer_config.json</c> say which tokens start, end and pad a prompt.
    /// </param>
    /// <exception cref="ModelException">Files are missing, corrupt, or do not belong together.</exception>
    public static ClipTokenizer Load(string folder) => new(ClipVocabularyReader.Read(folder));

    /// <summary>The tokenizer of OpenAI's CLIP, which all published Stable Diffusion models share, for checkpoints without one.</summary>
    /// <param name="padToken">Fills prompts up; SD 2.x and SDXL's second text encoder were published with <c>!</c>.</param>
    /// <exception cref="ModelException">The vocabulary has no such token.</exception>
    public static ClipTokenizer OpenAI(string padToken = ClipVocabulary.EndOfText) =>
        new((ClipVocabularyReader.OpenAI() with { Pad = padToken }).Checked("OpenAI's CLIP vocabulary"));

    /// <summary>Turns a prompt into what the text encoder reads.</summary>
    /// <param name="text">Any text; the empty one too.</param>
    public TokenizedPrompt Encode(string text) => Encode(Tokenize(text));

    /// <summary>Turns a prompt's tokens into what the text encoder reads.</summary>
    internal TokenizedPrompt Encode(List<int> content) =>
        new(Frame(content.Take(Length - 2)), content.Count + 2, content.Count > Length - 2 ? Decode(content.Skip(Length - 2)) : null);

    /// <summary>Start, at most 75 tokens, end and padding: 77.</summary>
    internal long[] Frame(IEnumerable<int> content)
    {
        long[] framed = [start, .. content, end];
        return [.. framed, .. Enumerable.Repeat((long)pad, Length - framed.Length)];
    }

    /// <summary>The tokens of a text alone: no start, no end, no padding, any length.</summary>
    internal List<int> Tokenize(string text)
    {
        var content = new List<int>();
        var position = 0;
        foreach (var match in specialPattern.EnumerateMatches(text))
        {
            AddWords(text[position..match.Index]);
            position = match.Index + match.Length;
            content.Add(ids[text[match.Index..position]]);
        }

        AddWords(text[position..]);
        return content;

        void AddWords(string part)
        {
            var normalized = Normalize(part);
            foreach (var word in WordSplitter.Split(normalized))
            {
                content.AddRange(encoding.Encode(normalized.AsSpan()[word]));
            }
        }
    }

    /// <summary>Readable text of tokens, a space after each word.</summary>
    internal string Decode(IEnumerable<int> content)
    {
        var bytes = new List<byte>();
        foreach (var token in content.Select(id => tokens.GetValueOrDefault(id, "")).Where(t => t.Length > 0))
        {
            var endsWord = token.EndsWith(BytePairEncoding.WordEnd, StringComparison.Ordinal);
            var symbols = endsWord ? token[..^BytePairEncoding.WordEnd.Length] : token;
            bytes.AddRange(special.Contains(token) ? Encoding.UTF8.GetBytes(token) : symbols.Select(ByteAlphabet.ToByte));
            if (endsWord || special.Contains(token))
            {
                bytes.Add((byte)' ');
            }
        }

        return Encoding.UTF8.GetString([.. bytes]).Trim();
    }

    /// <summary>Form C in lower case, each character by itself; the capital I with a dot becomes an i and the dot, as Unicode has it.</summary>
    private static string Normalize(string text)
    {
        var valid = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)); // half a surrogate pair becomes U+FFFD
        return valid.Normalize(NormalizationForm.FormC).Replace("\u0130", "i\u0307", StringComparison.Ordinal).ToLowerInvariant();
    }
}
