namespace CaToMe.Imaging.Reading;

/// <summary>An output of a node.</summary>
/// <param name="Node">The node's id.</param>
/// <param name="Slot">Which of its outputs, from 0.</param>
internal readonly record struct ComfyLink(string Node, int Slot);
