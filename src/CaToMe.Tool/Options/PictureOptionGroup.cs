using System.CommandLine;
using CaToMe.Requests;

namespace CaToMe.Tool.Options;

/// <summary>What is drawn and how it is sampled.</summary>
internal sealed class PictureOptionGroup : OptionGroup
{
    internal PictureOptionGroup() : base("Picture") => AddSettings(RequestSettings.All.Except([RequestSettings.Batch]));

    /// <summary>The request, checked.</summary>
    internal GenerationRequest Read(ParseResult parsed, string prompt) => Read(parsed, new GenerationRequest { Prompt = prompt });

    /// <summary>A request with what was given, checked.</summary>
    internal GenerationRequest Read(ParseResult parsed, GenerationRequest request) => Read(parsed, request, r => r.Validate());

    /// <summary>Settings that were given and do nothing beside the others.</summary>
    internal IEnumerable<string> WithoutEffect(ParseResult parsed, GenerationRequest request) => WithoutEffect(parsed, RequestSettings.All, request);
}
