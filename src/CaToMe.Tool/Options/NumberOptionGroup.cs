using System.CommandLine;
using CaToMe.Requests;

namespace CaToMe.Tool.Options;

/// <summary>How many pictures of each prompt.</summary>
internal sealed class NumberOptionGroup : OptionGroup
{
    private readonly Option<int?> count;

    internal NumberOptionGroup() : base("Number")
    {
        count = Add(OptionTypes.WholeNumber(
            "--count", "N", "Pictures of each prompt, with the seeds S, S + 1, ...; each is what its seed gives alone. Default: 1."));
        AddSettings([RequestSettings.Batch]);
    }

    /// <summary>The request with its batch, checked.</summary>
    internal GenerationRequest Read(ParseResult parsed, GenerationRequest request) => Read(parsed, request, r => r.Validate());

    /// <summary>The runs of each prompt that the command line asks for.</summary>
    internal IReadOnlyList<GenerationRequest> Series(ParseResult parsed, IEnumerable<GenerationRequest> requests) =>
        [.. requests.SelectMany(r => r.Series(parsed.GetValue(count) ?? 1))];
}
