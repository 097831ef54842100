using CaToMe.Conditioning;
using CaToMe.Weights;

namespace CaToMe.Models;

/// <summary>A text encoder's config, and the tokenizer that it was trained with.</summary>
/// <param name="Component"><c>text_encoder</c> or <c>text_encoder_2</c>.</param>
/// <param name="Config">The encoder's geometry.</param>
/// <param name="Tokenizer">The tokenizer.</param>
internal sealed record TextDesign(string Component, ClipTextConfig Config, ClipTokenizer Tokenizer)
{
    /// <summary>Reads both.</summary>
    /// <exception cref="ModelException">One is missing or not valid, or they do not belong together.</exception>
    internal static TextDesign Read(ModelFiles files, string component)
    {
        var file = files.Configs.Of(component);
        var config = ClipTextConfig.From(file);
        var name = TokenizerOf(component)!;
        var folder = files.TokenizerFolder(name);
        var tokenizer = folder is null ? ClipTokenizer.OpenAI(files.PadToken(name)) : ClipTokenizer.Load(folder);
        if (folder is null && tokenizer.VocabularySize != config.VocabularySize)
        {
            throw new ModelException(
                $"{files.Path} has no folder {name}, and its {component} is not for OpenAI's vocabulary, which stands in for one: vocab_size is " +
                $"{config.VocabularySize} instead of {tokenizer.VocabularySize} in {file.Location}. Download the tokenizer too.");
        }

        return tokenizer.VocabularySize <= config.VocabularySize
            ? new TextDesign(component, config, tokenizer)
            : throw new ModelException(
                $"{folder} has {tokenizer.VocabularySize} tokens, and vocab_size is {config.VocabularySize} in {file.Location}. " +
                "Do they belong to the same model?");
    }

    /// <summary>The folder of a text encoder's tokenizer; null for other components.</summary>
    internal static string? TokenizerOf(string component) => component switch
    {
        "text_encoder" => "tokenizer",
        "text_encoder_2" => "tokenizer_2",
        _ => null,
    };
}
