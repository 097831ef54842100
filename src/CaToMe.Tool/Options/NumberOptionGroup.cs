using System.CommandLine;

namespace CaToMe.Tool.Options;

/// <summary>How many pictures of each prompt.</summary>
internal sealed class NumberOptionGroup : OptionGroup
{
    /// <summary>The engine's limit; a file is planned for each picture before the engine is asked.</summary>
    private const int MaxBatch = 64;

    private readonly Option<int?> count, batch;

    internal NumberOptionGroup() : base("Number")
    {
        count = Add(OptionTypes.WholeNumber("--count", "N", "Pictures of each prompt, with the seeds S, S + 1, ...; each is what its seed gives alone. Default: 1."));
        batch = Add(OptionTypes.WholeNumber("--batch", "N", "Pictures that are drawn at once from one generator, as diffusers' num_images_per_prompt. Default: 1."));
    }

    /// <summary>The runs that the command line asks for, prompt by prompt.</summary>
    internal IReadOnlyList<GenerationRequest> Series(ParseResult parsed, IEnumerable<GenerationRequest> requests)
    {
        var (runs, pictures) = (parsed.GetValue(count) ?? 1, parsed.GetValue(batch) ?? 1);
        return pictures is >= 1 and <= MaxBatch
            ? [.. requests.SelectMany(r => (r with { Batch = pictures }).Series(runs))]
            : throw new OptionException("Batch", pictures, $"give the number of pictures to draw at once, from 1 to {MaxBatch}.");
    }
}
