using System.Diagnostics;
using System.Runtime.InteropServices;
using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.Tests.Weights;

public sealed class SafetensorsFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    public static TheoryData<string, byte[], double[]> Types() => new()
    {
        { "F64", Raw<double>([1.5, -2e300, 0.1]), [1.5, -2e300, 0.1] },
        { "F32", Raw<float>([1.5f, -2e30f, 0.1f]), [1.5, -2e30f, 0.1f] },
        { "F16", Raw<Half>([(Half)1.5f, (Half)(-65504f), (Half)0.1f]), [1.5, -65504, (double)(Half)0.1f] },
        { "BF16", [0xC0, 0x3F, 0x00, 0xC0, 0x80, 0x7F], [1.5, -2, double.PositiveInfinity] },
        { "F8_E4M3", [0x3C, 0xC0, 0x7E], [1.5, -2, 448] },
        { "F8_E4M3", [0x01, 0x80, 0x7F], [Math.ScaleB(1, -9), -0.0, double.NaN] },
        { "F8_E5M2", [0x3E, 0xC0, 0x7B], [1.5, -2, 57344] },
        { "F8_E5M2", [0x01, 0x7C, 0x7E], [Math.ScaleB(1, -16), double.PositiveInfinity, double.NaN] },
        { "I64", Raw<long>([1, -3, 1L << 40]), [1, -3, 1L << 40] },
        { "I32", Raw<int>([1, -3, int.MaxValue]), [1, -3, int.MaxValue] },
        { "I16", Raw<short>([1, -3, short.MinValue]), [1, -3, short.MinValue] },
        { "I8", Raw<sbyte>([1, -3, 127]), [1, -3, 127] },
        { "U8", [1, 3, 255], [1, 3, 255] },
        { "BOOL", [1, 0, 1], [1, 0, 1] },
    };

    [Theory]
    [MemberData(nameof(Types))]
    public void Each_type_is_read_as_it_is_stored(string type, byte[] data, double[] expected)
    {
        using var file = Open(RawSafetensors.One(type, "[3,1]", data));
        using var scope = NewDisposeScope();

        var tensor = file.Load("x");

        Assert.Equal([3, 1], tensor.shape);
        Assert.Equal(file.Entries["x"].Type, tensor.dtype);
        Assert.Equal(expected, tensor.to(ScalarType.Float64).data<double>().ToArray());
    }

    [Fact]
    public void A_large_tensor_is_read_whole()
    {
        var data = new byte[(20 << 20) + 12];
        new Random(1).NextBytes(data);
        using var file = Open(RawSafetensors.One("U8", $"[{data.Length}]", data));
        using var tensor = file.Load("x");

        Assert.True(tensor.data<byte>().ToArray().AsSpan().SequenceEqual(data));
    }

    /// <summary>.NET keeps others from changing an open file, the shell does not.</summary>
    [Fact]
    public void A_large_tensor_of_a_file_that_became_shorter_is_refused()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var file = Open(RawSafetensors.One("U8", $"[{20 << 20}]", new byte[20 << 20]));
        using (var shorter = Process.Start("truncate", ["-s", "1000000", folder["x.safetensors"]]))
        {
            shorter.WaitForExit();
        }

        using var scope = NewDisposeScope();
        Assert.Contains("it became shorter while it was read", Assert.Throws<ModelException>(() => file.Load("x")).Message);
    }

    [Theory]
    [InlineData("F8_E8M0")]
    [InlineData("F4")]
    [InlineData("U16")]
    [InlineData("NEW")]
    public void Another_type_is_refused_when_its_tensor_is_read_and_not_before(string type)
    {
        using var file = Open(Two(type, "[4,8]"));
        using var scope = NewDisposeScope();

        Assert.Equal([1, 2, 3, 4], file.Load("x").data<byte>().ToArray());
        Assert.Equal((type, null), (file.Entries["y"].StoredType, file.Entries["y"].Type));
        var message = Assert.Throws<ModelException>(() => file.Load("y")).Message;
        Assert.StartsWith($"{folder["x.safetensors"]}: the tensor y is stored as {type}, which is not supported. Convert the model to float16", message);
    }

    [Fact]
    public void Scalars_empty_tensors_and_metadata_are_read()
    {
        using var file = Open(RawSafetensors.Bytes(
            """
            {"__metadata__":{"format":"pt"},"s":{"dtype":"F32","shape":[],"data_offsets":[0,4]},
             "e":{"dtype":"F32","shape":[2,0,3],"data_offsets":[4,4]}}
            """,
            Raw<float>([2.5f])));
        using var scope = NewDisposeScope();

        Assert.Equal(2.5f, file.Load("s").item<float>());
        Assert.Equal([2, 0, 3], file.Load("e").shape);
        Assert.Equal("pt", file.Metadata["format"]);
        Assert.Equal(2, file.Entries.Count);
    }

    [Fact]
    public void What_was_saved_is_loaded_bit_for_bit()
    {
        using var scope = NewDisposeScope();
        var tensors = new Dictionary<string, Tensor>
        {
            ["weights"] = randn(3, 5),
            ["turned"] = randn(3, 5).t(),
            ["half"] = randn(7).to(ScalarType.Float16),
            ["brain"] = randn(7).to(ScalarType.BFloat16),
            ["mask"] = tensor(new[] { true, false }),
            ["count"] = tensor(42L),
            ["none"] = empty(0, 4),
        };

        SafetensorsFile.Save(folder["saved.safetensors"], tensors);

        using var file = SafetensorsFile.Open(folder["saved.safetensors"]);
        Assert.Equal(tensors.Keys.Order(), file.Entries.Keys.Order());
        foreach (var (name, expected) in tensors)
        {
            var loaded = file.Load(name);
            Assert.Equal(expected.dtype, loaded.dtype);
            Assert.Equal(expected.shape, loaded.shape);
            Assert.True(loaded.eq(expected).all().item<bool>(), name);
        }

        Assert.Equal(0, BitConverter.ToInt64(File.ReadAllBytes(folder["saved.safetensors"]), 0) % 8);
    }

    [Fact]
    public void Loading_leaves_nothing_behind_but_the_tensor()
    {
        using var file = Open(RawSafetensors.One("U8", "[3]", [1, 2, 3]));
        var before = TensorCount.Settled();

        file.Load("x").Dispose();

        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public void A_link_is_read_as_the_file_it_points_to()
    {
        File.WriteAllBytes(folder["blob"], RawSafetensors.One("U8", "[3]", [1, 2, 3]));
        File.CreateSymbolicLink(folder["link.safetensors"], "blob");

        using var file = SafetensorsFile.Open(folder["link.safetensors"]);

        Assert.Equal([3], file.Entries["x"].Shape);
    }

    public static TheoryData<string, byte[], string> Invalid() => new()
    {
        { "empty", [], "has 0 bytes" },
        { "seven bytes", new byte[7], "has 7 bytes" },
        { "a header longer than the file", RawSafetensors.Bytes("{}", [], headerLength: 3), "said to have 3 bytes" },
        { "a header of negative length", RawSafetensors.Bytes("{}", [], headerLength: -1), "said to have 18446744073709551615 bytes" },
        { "a header over the format's limit", RawSafetensors.Bytes("{}", [], headerLength: 100_000_001), "said to have 100000001 bytes" },
        { "no JSON", RawSafetensors.Bytes("GGUF", []), "header cannot be read" },
        { "a list", RawSafetensors.Bytes("[]", []), "header cannot be read" },
        { "metadata that is a number", RawSafetensors.Bytes("""{"__metadata__":1}""", []), "header cannot be read" },
        { "a tensor without shape", RawSafetensors.Bytes("""{"x":{"dtype":"F32","data_offsets":[0,4]}}""", new byte[4]), "header cannot be read" },
        { "a size that is text", RawSafetensors.One("F32", """["1"]""", new byte[4]), "header cannot be read" },
        { "a fraction as size", RawSafetensors.One("F32", "[0.5]", new byte[2]), "header cannot be read" },
        { "no type", RawSafetensors.One("", "[1]", new byte[1]), "x has no type" },
        { "fewer bits than elements of another type", RawSafetensors.One("F4", "[99]", new byte[11]), "of shape [99] needs 12 bytes and has 11" },
        { "another type beyond the end", Two("F8_E8M0", "[4,9]"), "y lies at [4, 9]" },
        { "another type of negative size", RawSafetensors.One("F8_E8M0", "[-1]", new byte[1]), "has the shape [-1]" },
        { "a tensor that overlaps one of another type", Two("F8_E8M0", "[3,7]"), "y overlaps" },
        { "offsets beyond the end",
            RawSafetensors.Bytes("""{"x":{"dtype":"U8","shape":[9],"data_offsets":[0,9]}}""", new byte[8]),
            "x lies at [0, 9], and the file holds 8 bytes" },
        { "offsets before the start", RawSafetensors.Bytes("""{"x":{"dtype":"U8","shape":[1],"data_offsets":[-1,0]}}""", new byte[8]), "lies at [-1, 0]" },
        { "offsets that run backwards", RawSafetensors.Bytes("""{"x":{"dtype":"U8","shape":[1],"data_offsets":[2,1]}}""", new byte[8]), "lies at [2, 1]" },
        { "three offsets", RawSafetensors.Bytes("""{"x":{"dtype":"U8","shape":[1],"data_offsets":[0,1,2]}}""", new byte[8]), "lies at [0, 1, 2]" },
        { "fewer bytes than the shape needs", RawSafetensors.One("F32", "[2,2]", new byte[12]), "of shape [2, 2] needs 16 bytes and has 12" },
        { "a negative size", RawSafetensors.One("U8", "[-1]", new byte[1]), "has the shape [-1]" },
        { "a shape that overflows", RawSafetensors.One("F32", "[4294967296,4294967296]", new byte[0]), "has the shape [4294967296, 4294967296]" },
        { "an empty shape that overflows", RawSafetensors.One("F32", "[0,4294967296,4294967296]", new byte[0]), "has the shape [0, 4294967296, 4294967296]" },
        {
            "overlapping tensors",
            RawSafetensors.Bytes("""{"x":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"y":{"dtype":"U8","shape":[4],"data_offsets":[3,7]}}""", new byte[7]),
            "y overlaps"
        },
        {
            "a name that comes twice",
            RawSafetensors.Bytes("""{"x":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"x":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}""", new byte[2]),
            "names the tensor x twice"
        },
    };

    [Theory]
    [MemberData(nameof(Invalid))]
    public void An_invalid_file_is_one_error_that_names_it_and_says_why(string what, byte[] bytes, string reason)
    {
        var error = Assert.Throws<ModelException>(() => Open(bytes));

        Assert.True(error.Message.Contains(reason, StringComparison.Ordinal), $"{what}: {error.Message}");
        Assert.Contains(folder["x.safetensors"], error.Message);
    }

    [Fact]
    public void A_missing_file_or_tensor_and_a_folder_are_named()
    {
        Assert.Contains("nowhere.safetensors does not exist", Assert.Throws<ModelException>(() => SafetensorsFile.Open(folder["nowhere.safetensors"])).Message);
        Assert.Contains("cannot be read", Assert.Throws<ModelException>(() => SafetensorsFile.Open(folder.Path)).Message);
        using var file = Open(RawSafetensors.One("U8", "[3]", [1, 2, 3]));
        Assert.Contains("has no tensor y", Assert.Throws<ModelException>(() => file.Load("y")).Message);
    }

    private SafetensorsFile Open(byte[] bytes)
    {
        File.WriteAllBytes(folder["x.safetensors"], bytes);
        return SafetensorsFile.Open(folder["x.safetensors"]);
    }

    /// <summary>Four bytes x, then y of a type and place.</summary>
    private static byte[] Two(string type, string place) => RawSafetensors.Bytes(
        $$$"""{"x":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"y":{"dtype":"{{{type}}}","shape":[4],"data_offsets":{{{place}}}}}""",
        [1, 2, 3, 4, 5, 6, 7, 8]);

    private static byte[] Raw<T>(T[] values) where T : unmanaged => MemoryMarshal.AsBytes<T>(values).ToArray();
}
