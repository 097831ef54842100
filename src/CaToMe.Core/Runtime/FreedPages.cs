namespace CaToMe.Runtime;

/// <summary>
/// Gives freed pages back to the system where they have become many. The C library keeps them for the next U-Net call
/// (<see cref="ProcessMemory.KeepFreedPages"/>), but does not find a place for each tensor among them, and takes more from call to call.
/// </summary>
internal sealed class FreedPages
{
    /// <summary>What may be kept. Each page that is given back has to be cleared again when it is used next.</summary>
    private const long Many = 256 << 20;

    private long resident = ProcessMemory.ResidentBytes();

    /// <summary>To be asked from time to time.</summary>
    internal void GiveBackMany()
    {
        if (ProcessMemory.ResidentBytes() - resident > Many)
        {
            ProcessMemory.GiveBackFreedPages();
            resident = ProcessMemory.ResidentBytes();
        }
    }
}
