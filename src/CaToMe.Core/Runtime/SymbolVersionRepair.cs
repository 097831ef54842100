// This file is compiled twice: into the engine, and by the build as an inline task (see Directory.Build.targets),
// which is why it keeps to what every .NET has.
#nullable disable
#if !CATOME_ENGINE
using System;
using System.IO;
#endif
using System.Text;

#if CATOME_ENGINE
namespace CaToMe.Runtime;
#endif

/// <summary>
/// Makes one symbol version that an ELF library asks for optional. TorchSharp's Linux wrapper asks for
/// <c>GLIBCXX_3.4.32</c>, newer than the libstdc++ of Debian 12 and Ubuntu 22.04, for the sake of one symbol
/// (<c>_ZSt21ios_base_library_initv</c>) that is never called. With the flag VER_FLG_WEAK on that entry the dynamic
/// linker loads the library all the same.
/// </summary>
internal static class SymbolVersionRepair
{
    private const string OptionalVersion = "GLIBCXX_3.4.32";
    private const int SectionTypeVersionNeeds = 0x6ffffffe;
    private const byte WeakFlag = 2;

    /// <summary>Marks the version as weak in a copy of the library's bytes; null when there is nothing to repair.</summary>
    internal static byte[] Repair(byte[] elf)
    {
        if (elf.Length < 64 || elf[0] != 0x7f || elf[1] != 'E' || elf[2] != 'L' || elf[3] != 'F' || elf[4] != 2)
        {
            return null;
        }

        long sections = BitConverter.ToInt64(elf, 0x28);
        int sectionSize = BitConverter.ToUInt16(elf, 0x3a), sectionCount = BitConverter.ToUInt16(elf, 0x3c);
        for (int i = 0; i < sectionCount; i++)
        {
            int section = checked((int)(sections + (long)i * sectionSize));
            if (BitConverter.ToInt32(elf, section + 4) == SectionTypeVersionNeeds)
            {
                int strings = checked((int)(sections + (long)BitConverter.ToInt32(elf, section + 40) * sectionSize));
                return RepairNeeds(elf, Offset(elf, section), BitConverter.ToInt32(elf, section + 44), Offset(elf, strings));
            }
        }

        return null;
    }

    /// <summary>Repairs the file in place (temporary name, then move); false when it needed nothing.</summary>
    internal static bool RepairFile(string path)
    {
        byte[] repaired = Repair(File.ReadAllBytes(path));
        if (repaired == null)
        {
            return false;
        }

        string temporary = path + "." + Guid.NewGuid().ToString("N");
        File.WriteAllBytes(temporary, repaired);
        File.Delete(path);
        File.Move(temporary, path);
        return true;
    }

    private static int Offset(byte[] elf, int section) => checked((int)BitConverter.ToInt64(elf, section + 24));

    private static byte[] RepairNeeds(byte[] elf, int need, int libraries, int strings)
    {
        byte[] repaired = null;
        for (int library = 0; library < libraries; library++)
        {
            int entry = need + BitConverter.ToInt32(elf, need + 8);
            for (int versions = BitConverter.ToUInt16(elf, need + 2); versions > 0; versions--)
            {
                if (NameAt(elf, strings + BitConverter.ToInt32(elf, entry + 8)) == OptionalVersion && (elf[entry + 4] & WeakFlag) == 0)
                {
                    repaired = repaired ?? (byte[])elf.Clone();
                    repaired[entry + 4] |= WeakFlag;
                }

                entry += BitConverter.ToInt32(elf, entry + 12);
            }

            need += BitConverter.ToInt32(elf, need + 12);
        }

        return repaired;
    }

    private static string NameAt(byte[] elf, int start) => Encoding.ASCII.GetString(elf, start, Array.IndexOf(elf, (byte)0, start) - start);
}

#if !CATOME_ENGINE
/// <summary>The build's side of it: repairs every file it is given.</summary>
public sealed class RepairSymbolVersion : Microsoft.Build.Utilities.Task
{
    [Microsoft.Build.Framework.Required]
    public string[] Files { get; set; }

    public override bool Execute()
    {
        foreach (string file in Files)
        {
            if (SymbolVersionRepair.RepairFile(file))
            {
                Log.LogMessage(Microsoft.Build.Framework.MessageImportance.Normal, "Repaired " + file);
            }
        }

        return true;
    }
}
#endif
