namespace CaToMe.Tests.Shared;

/// <summary>A folder of a test's own, deleted at its end.</summary>
/// <param name="prefix">How its name begins; with a space and brackets unless a test needs a plain one.</param>
internal sealed class TemporaryFolder(string prefix = "catome [test] ") : IDisposable
{
    internal string Path { get; } = Directory.CreateTempSubdirectory(prefix).FullName;

    internal string this[params string[] parts] => System.IO.Path.Combine([Path, .. parts]);

    internal string Write(string content, params string[] parts)
    {
        var path = this[parts];
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
        return path;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
