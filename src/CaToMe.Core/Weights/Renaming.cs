namespace CaToMe.Weights;

/// <summary>One module, or one tensor, under the two names it has.</summary>
/// <param name="From">The stored name, without the component's prefix.</param>
/// <param name="To">The name that diffusers or transformers give it; null drops it.</param>
/// <param name="Reshaping">What else differs.</param>
internal sealed record Renaming(string From, string? To, Reshaping Reshaping = Reshaping.None);
