using CaToMe.Requests;

namespace CaToMe.Tool.Output;

/// <summary>A run and the files that it writes.</summary>
/// <param name="Request">What is drawn.</param>
/// <param name="Pictures">A file for each picture of the batch.</param>
/// <param name="Latents">The file for the final latents; null where they are not kept.</param>
internal sealed record PlannedRun(GenerationRequest Request, IReadOnlyList<string> Pictures, string? Latents);
