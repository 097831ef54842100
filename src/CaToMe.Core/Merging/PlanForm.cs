using static TorchSharp.torch;

namespace CaToMe.Merging;

/// <summary>How the tokens that are left lie, and when the host learns how many they are.</summary>
internal enum PlanForm
{
    /// <summary>Each sample with its own number of tokens, read where it is computed.</summary>
    Packed,

    /// <summary>
    /// Each sample with as many slots as the longest has tokens. Numbers that only the device knows are read when the call ends;
    /// until then there are slots for all tokens.
    /// </summary>
    Padded,
}

/// <summary>Chooses the form.</summary>
internal static class PlanForms
{
    /// <summary>The form for a device: padded where reading a number waits for all work before it.</summary>
    internal static PlanForm On(Device device) => device.type == TorchSharp.DeviceType.CPU ? PlanForm.Packed : PlanForm.Padded;
}
