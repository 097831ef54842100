namespace CaToMe.Tests.Weights;

/// <summary>A folder for one test, with a space and brackets in its name.</summary>
internal sealed class TempFolder : IDisposable
{
    internal string Path { get; } = Directory.CreateTempSubdirectory("catome [test] ").FullName;

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
