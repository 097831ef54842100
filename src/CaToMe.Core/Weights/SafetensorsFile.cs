using System.Buffers.Binary;
using CaToMe.Kernels;
using CaToMe.Runtime;
using Microsoft.Win32.SafeHandles;
using static TorchSharp.torch;

namespace CaToMe.Weights;

/// <summary>
/// A safetensors file: a length (8 bytes, little endian), a JSON header, the bytes of the tensors. Every size and offset in the
/// header is checked against the file before anything is allocated. Tensors are read straight into their memory: a mapping of
/// the file would cost a page fault for every 4 KB.
/// </summary>
internal sealed class SafetensorsFile : IDisposable
{
    /// <summary>The format's own limit for a header.</summary>
    private const long HeaderLimit = 100_000_000;

    /// <summary>A span holds at most 2 GB.</summary>
    private const long ReadAtATime = 1 << 30;

    private readonly SafeFileHandle handle;
    private readonly SafetensorsHeader header;
    private readonly long dataStart;

    private SafetensorsFile(string path, SafeFileHandle handle)
    {
        Path = path;
        this.handle = handle;
        (header, dataStart) = ReadHeader(handle, path);
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Free-form strings of the header's <c>__metadata__</c>.</summary>
    public IReadOnlyDictionary<string, string> Metadata => header.Metadata;

    /// <summary>The tensors by name.</summary>
    public IReadOnlyDictionary<string, TensorEntry> Entries => header.Entries;

    /// <summary>Reads a file's header and prepares it for loading.</summary>
    /// <param name="path">A <c>.safetensors</c> file.</param>
    /// <exception cref="ModelException">There is no such file, it cannot be read, or its header is not valid.</exception>
    public static SafetensorsFile Open(string path)
    {
        try
        {
            var handle = File.OpenHandle(path);
            try
            {
                return new SafetensorsFile(path, handle);
            }
            catch
            {
                handle.Dispose();
                throw;
            }
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ModelException($"{path} does not exist. Check the path.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new ModelException($"{path} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Copies a tensor out of the file.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <param name="staging">Where to put it; null gives it memory of its own.</param>
    /// <returns>A CPU tensor of the type and shape in the header; the caller owns it.</returns>
    /// <exception cref="ModelException">The file has no such tensor, or it is of a type that cannot be read.</exception>
    public unsafe Tensor Load(string name, Staging? staging = null)
    {
        if (!Entries.TryGetValue(name, out var entry))
        {
            throw new ModelException($"{Path} has no tensor {name}.");
        }

        var type = entry.ReadableType(name, Path);
        var tensor = staging?.Take(entry.Shape, type) ?? empty(entry.Shape, dtype: type);
        if (entry.Length == 0)
        {
            return tensor;
        }

        var memory = TensorMemory.Bytes(tensor);
        for (var done = 0L; done < entry.Length; done += ReadAtATime)
        {
            var count = (int)Math.Min(ReadAtATime, entry.Length - done);
            if (Float8.Is(entry.StoredType))
            {
                FillFloat8(entry, done, new Span<Half>((Half*)memory + done, count));
            }
            else
            {
                Fill(handle, new Span<byte>(memory + done, count), dataStart + entry.Start + done, Path);
            }
        }

        return tensor;
    }

    /// <summary>Reads numbers of 8 bits and widens them.</summary>
    private void FillFloat8(TensorEntry entry, long from, Span<Half> to)
    {
        var buffer = new byte[Math.Min(to.Length, 1 << 20)];
        for (var done = 0; done < to.Length; done += buffer.Length)
        {
            var part = buffer.AsSpan(0, Math.Min(buffer.Length, to.Length - done));
            Fill(handle, part, dataStart + entry.Start + from + done, Path);
            Float8.Convert(entry.StoredType, part, to[done..]);
        }
    }

    /// <summary>The bytes of a small tensor, as its type has them once it is read; without the native library.</summary>
    internal byte[] ReadBytes(string name)
    {
        var entry = Entries[name];
        if (Float8.Is(entry.StoredType))
        {
            var halves = new Half[entry.Length];
            FillFloat8(entry, 0, halves);
            return System.Runtime.InteropServices.MemoryMarshal.AsBytes(halves.AsSpan()).ToArray();
        }

        var bytes = new byte[entry.Length];
        Fill(handle, bytes, dataStart + entry.Start, Path);
        return bytes;
    }

    /// <inheritdoc/>
    public void Dispose() => handle.Dispose();

    /// <summary>Writes tensors to a new file: whole, or not at all.</summary>
    /// <param name="path">The file; its folder is created where it is missing.</param>
    /// <param name="tensors">Names and tensors, of any device; stored as they are typed.</param>
    /// <param name="taken">What becomes of a file of that name. Default: it is replaced.</param>
    /// <returns>The file that was written: <paramref name="path"/>, or with <see cref="NameTaken.Number"/> one beside it.</returns>
    /// <exception cref="CaToMeException">The file cannot be written.</exception>
    public static string Save(string path, IReadOnlyDictionary<string, Tensor> tensors, NameTaken taken = NameTaken.Replace)
    {
        using var scope = NewDisposeScope();
        var contiguous = tensors.ToDictionary(t => t.Key, t => t.Value.cpu().contiguous());
        var json = SafetensorsHeader.Write(contiguous);
        return WholeFile.Write(path, stream =>
        {
            Span<byte> prefix = stackalloc byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(prefix, json.Length);
            stream.Write(prefix);
            stream.Write(json);
            foreach (var tensor in contiguous.Values)
            {
                stream.Write(tensor.bytes);
            }
        }, taken);
    }

    private static (SafetensorsHeader Header, long DataStart) ReadHeader(SafeFileHandle handle, string path)
    {
        var length = RandomAccess.GetLength(handle);
        if (length < 8)
        {
            throw SafetensorsHeader.Invalid(path, $"it has {length} bytes, and the shortest possible file has 10");
        }

        Span<byte> prefix = stackalloc byte[8];
        Fill(handle, prefix, 0, path);
        var size = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (size > HeaderLimit || (long)size > length - 8)
        {
            throw SafetensorsHeader.Invalid(path, $"its header is said to have {size} bytes, and the file has {length}");
        }

        var json = new byte[size];
        Fill(handle, json, 8, path);
        return (SafetensorsHeader.Parse(json, length - 8 - json.Length, path), 8 + json.Length);
    }

    private static void Fill(SafeFileHandle handle, Span<byte> buffer, long offset, string path)
    {
        while (!buffer.IsEmpty)
        {
            var read = RandomAccess.Read(handle, buffer, offset);
            if (read == 0)
            {
                throw SafetensorsHeader.Invalid(path, "it became shorter while it was read");
            }

            buffer = buffer[read..];
            offset += read;
        }
    }
}
