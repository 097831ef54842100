namespace CaToMe.Adapters;

/// <summary>An adapter that is on.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Path">Its file.</param>
/// <param name="Weight">What its change was multiplied with.</param>
/// <param name="Changed">When the file was written.</param>
/// <param name="Hash">Twelve digits, as the web UI has them.</param>
/// <param name="Warning">What of it was left out; null: nothing.</param>
internal sealed record AppliedLora(string Name, string Path, double Weight, DateTime Changed, string Hash, string? Warning);
