using System.Text;

namespace CaToMe.Conditioning;

/// <summary>
/// Byte-level byte-pair encoding: a word is its UTF-8 bytes, the last one marked as the word's end; the pair of neighbours
/// that was learned first is joined, again and again, until no neighbours are a learned pair (Sennrich et al., 2016).
/// </summary>
internal sealed class BytePairEncoding
{
    /// <summary>Marks a token that ends a word.</summary>
    internal const string WordEnd = "</w>";

    private const int Joined = -1;

    private readonly Dictionary<(int Left, int Right), (int Rank, int Id)> pairs = [];
    private readonly int[] inner = new int[256];
    private readonly int[] last = new int[256];

    internal BytePairEncoding(ClipVocabulary vocabulary)
    {
        var unknown = vocabulary.Ids[vocabulary.Unknown];
        for (var b = 0; b < 256; b++)
        {
            var symbol = ByteAlphabet.ToSymbol((byte)b).ToString();
            inner[b] = vocabulary.Ids.GetValueOrDefault(symbol, unknown);
            last[b] = vocabulary.Ids.GetValueOrDefault(symbol + WordEnd, unknown);
        }

        foreach (var (left, right) in vocabulary.Merges)
        {
            pairs.TryAdd((vocabulary.Ids[left], vocabulary.Ids[right]), (pairs.Count, vocabulary.Ids[left + right]));
        }
    }

    /// <summary>The tokens of one word.</summary>
    internal IEnumerable<int> Encode(ReadOnlySpan<char> word)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(word)];
        Encoding.UTF8.GetBytes(word, bytes);
        var symbols = Array.ConvertAll(bytes, b => inner[b]);
        symbols[^1] = last[bytes[^1]];
        JoinPairs(symbols);
        return symbols.Where(s => s != Joined);
    }

    /// <summary>Joins in place: a joined pair stays where its left half was.</summary>
    private void JoinPairs(int[] symbols)
    {
        var previous = Enumerable.Range(-1, symbols.Length).ToArray();
        var next = Enumerable.Range(1, symbols.Length).ToArray();
        var candidates = new PriorityQueue<(int Position, int Left, int Right), (int Rank, int Position)>();
        for (var i = 0; i < symbols.Length; i++)
        {
            Propose(i);
        }

        while (candidates.TryDequeue(out var pair, out _))
        {
            var (left, right) = (pair.Position, next[pair.Position]);
            if (symbols[left] != pair.Left || right == symbols.Length || symbols[right] != pair.Right)
            {
                continue; // one half was joined with another neighbour in the meantime
            }

            symbols[left] = pairs[(pair.Left, pair.Right)].Id;
            symbols[right] = Joined;
            next[left] = next[right];
            if (next[left] < symbols.Length)
            {
                previous[next[left]] = left;
            }

            Propose(previous[left]);
            Propose(left);
        }

        void Propose(int position)
        {
            if (position >= 0 && next[position] < symbols.Length
                && pairs.TryGetValue((symbols[position], symbols[next[position]]), out var pair))
            {
                candidates.Enqueue((position, symbols[position], symbols[next[position]]), (pair.Rank, position));
            }
        }
    }
}
