using CaToMe.Weights;
using CsCheck;
using static TorchSharp.torch;

namespace CaToMe.Tests.Weights;

public class SafetensorsMutationTests
{
    private static readonly byte[] Valid = RawSafetensors.Bytes(
        """{"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},"b":{"dtype":"BF16","shape":[],"data_offsets":[24,26]}}""",
        new byte[26]);

    /// <summary>Any bytes at all, behind a plausible header length.</summary>
    private static readonly Gen<byte[]> Noise =
        Gen.Byte.Array[0, 200].Select(Gen.Int[0, 64], (bytes, length) => RawSafetensors.Bytes("", bytes, headerLength: length));

    /// <summary>A valid file with a few bytes replaced, mostly in its header, cut off at some point.</summary>
    private static readonly Gen<byte[]> Mutants = Gen.Select(
        Gen.Select(Gen.Int[0, Valid.Length - 1], Gen.OneOf(Gen.Byte, Gen.OneOfConst("0123456789[]{},:\"-e.abFBU"u8.ToArray()))).Array[0, 4],
        Gen.OneOf(Gen.Const(Valid.Length), Gen.Int[0, Valid.Length]),
        (changes, length) =>
        {
            var bytes = (byte[])Valid.Clone();
            foreach (var (position, value) in changes)
            {
                bytes[position] = value;
            }

            return bytes[..length];
        });

    [Fact]
    public void Whatever_the_bytes_a_file_loads_whole_or_is_refused()
    {
        using var folder = new TemporaryFolder();
        var (loaded, refused) = (0, 0);
        Gen.OneOf(Noise, Mutants).Sample(
            bytes =>
            {
                var path = folder[$"{Guid.NewGuid():N}.safetensors"];
                File.WriteAllBytes(path, bytes);
                try
                {
                    using var scope = NewDisposeScope();
                    using var file = SafetensorsFile.Open(path);
                    foreach (var (name, entry) in file.Entries)
                    {
                        Assert.Equal(entry.Shape, file.Load(name).shape);
                    }

                    Interlocked.Increment(ref loaded);
                }
                catch (ModelException)
                {
                    Interlocked.Increment(ref refused);
                }

                File.Delete(path);
            },
            iter: 3000, threads: 1);

        Assert.True(loaded > 100 && refused > 100, $"{loaded} loaded, {refused} refused: both are to be seen");
    }
}
