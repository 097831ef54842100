namespace CaToMe.Conditioning;

/// <summary>What a CLIP tokenizer knows: tokens, the pairs that form them, and the tokens with a meaning of their own.</summary>
/// <param name="Ids">Token to id.</param>
/// <param name="Merges">Pairs of tokens that join, the one learned first at the front.</param>
internal sealed record ClipVocabulary(IReadOnlyDictionary<string, int> Ids, IReadOnlyList<(string Left, string Right)> Merges)
{
    /// <summary>CLIP's name for the start of a prompt.</summary>
    internal const string StartOfText = "<|startoftext|>";

    /// <summary>CLIP's name for the end of a prompt.</summary>
    internal const string EndOfText = "<|endoftext|>";

    /// <summary>The first token of every prompt.</summary>
    internal string Start { get; init; } = StartOfText;

    /// <summary>The token after a prompt's last.</summary>
    internal string End { get; init; } = EndOfText;

    /// <summary>Fills a prompt up to the encoder's length; SD 2.x and SDXL's second encoder use <c>!</c>.</summary>
    internal string Pad { get; init; } = EndOfText;

    /// <summary>Stands for bytes that the vocabulary does not have.</summary>
    internal string Unknown { get; init; } = EndOfText;

    /// <summary>Further tokens that are taken as they stand in a text.</summary>
    internal IReadOnlyList<string> Added { get; init; } = [];

    /// <summary>The tokens that are taken as they stand in a text, never split or lower-cased.</summary>
    internal IEnumerable<string> Special => Added.Concat([Start, End, Pad, Unknown]).Distinct();

    /// <summary>Checks that every token that is named has an id.</summary>
    /// <param name="source">The file or folder it came from.</param>
    /// <returns>The same vocabulary.</returns>
    /// <exception cref="ModelException">A token is missing, or an id is negative.</exception>
    internal ClipVocabulary Checked(string source)
    {
        var named = Special.Concat(Merges.SelectMany(m => new[] { m.Left, m.Right, m.Left + m.Right }));
        if (named.FirstOrDefault(t => !Ids.ContainsKey(t)) is { } missing)
        {
            throw new ModelException($"{source} is no complete CLIP vocabulary: the token {missing} has no id. Do its files belong together?");
        }

        return Ids.FirstOrDefault(t => t.Value < 0) is { Key: { } token, Value: var id }
            ? throw new ModelException($"{source} is no CLIP vocabulary: the token {token} has the id {id}, and ids count from 0.")
            : this;
    }

    /// <summary>
    /// The vocabulary of a list of pairs, numbered as CLIP was trained: the bytes, the bytes that end a word, the joined
    /// pairs, start and end.
    /// </summary>
    internal static ClipVocabulary FromMerges(IReadOnlyList<(string Left, string Right)> merges)
    {
        // Characters that stand for themselves come before those that stand for a space or a control character.
        var bytes = Enumerable.Range(0, 256).Select(b => ByteAlphabet.ToSymbol((byte)b)).Order().Select(c => c.ToString()).ToList();
        var tokens = bytes.Concat(bytes.Select(b => b + BytePairEncoding.WordEnd))
            .Concat(merges.Select(m => m.Left + m.Right))
            .Concat([StartOfText, EndOfText]);
        return new ClipVocabulary(tokens.Select((t, i) => (t, i)).ToDictionary(StringComparer.Ordinal), merges);
    }
}
