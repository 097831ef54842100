using System.Text.RegularExpressions;
using static TorchSharp.torch;

namespace CaToMe.Conditioning;

/// <summary>
/// Textual inversion (Gal et al., arXiv 2208.01618): words that stand for learned token embeddings. Their tokens have ids from the end of the
/// vocabulary on.
/// </summary>
internal sealed class TextualInversions : IDisposable
{
    private readonly Dictionary<string, (int First, int Count)> words = new(StringComparer.OrdinalIgnoreCase);
    private readonly Regex pattern;

    /// <param name="embeddings">Vectors by word, [n, C] each; the instance makes a copy.</param>
    /// <param name="firstId">The id of the first vector.</param>
    internal TextualInversions(IReadOnlyList<(string Word, Tensor Vectors)> embeddings, int firstId)
    {
        using var scope = NewDisposeScope();
        Rows = cat([.. embeddings.Select(e => e.Vectors)]).DetachFromDisposeScope(); // [all, C]
        foreach (var (word, vectors) in embeddings)
        {
            words[word] = (firstId, (int)vectors.shape[0]);
            firstId += (int)vectors.shape[0];
        }

        pattern = new Regex(
            string.Join('|', words.Keys.OrderByDescending(w => w.Length).Select(w => $@"(?<!\w){Regex.Escape(w)}(?!\w)")),
            RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);
    }

    /// <summary>All vectors, [all, C].</summary>
    internal Tensor Rows { get; }

    /// <summary>The words of a prompt that are here.</summary>
    internal IEnumerable<string> In(string text) => pattern.Matches(text).Select(m => m.Value).Distinct(StringComparer.OrdinalIgnoreCase);

    /// <summary>The tokens of a text: those of its words here by their ids.</summary>
    internal List<int> Tokenize(ClipTokenizer tokenizer, string text)
    {
        var ids = new List<int>();
        var position = 0;
        foreach (Match match in pattern.Matches(text))
        {
            ids.AddRange(tokenizer.Tokenize(text[position..match.Index]));
            ids.AddRange(Enumerable.Range(words[match.Value].First, words[match.Value].Count));
            position = match.Index + match.Length;
        }

        ids.AddRange(tokenizer.Tokenize(text[position..]));
        return ids;
    }

    public void Dispose() => Rows.Dispose();
}
