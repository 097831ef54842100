namespace CaToMe.Adapters;

/// <summary>Files by name in a folder of the user's choice. A name never leads out of the folder.</summary>
/// <param name="folder">The folder; null: none was given.</param>
/// <param name="kind">What the files are, in the singular.</param>
/// <param name="setting">The setting that gives the folder.</param>
/// <param name="extension">How the files end.</param>
internal sealed class NamedFiles(string? folder, string kind, string setting, string extension = ".safetensors")
{
    /// <summary>LoRA adapters in a folder of <c>LoraFolder</c>.</summary>
    internal static NamedFiles Loras(string? folder) => new(folder, "LoRA", "LoraFolder");

    /// <summary>The names, those of subfolders with a slash; empty without a folder.</summary>
    internal IReadOnlyList<string> Names => folder is null || !Directory.Exists(folder) ? []
        : [.. Directory.EnumerateFiles(folder, "*" + extension, SearchOption.AllDirectories)
            .Select(f => Path.ChangeExtension(Path.GetRelativePath(folder, f), null).Replace('\\', '/')).Order(StringComparer.OrdinalIgnoreCase)];

    /// <summary>The file of a name, with or without its ending; a name without a folder is looked for in subfolders too.</summary>
    /// <exception cref="CaToMeException">There is no folder, or no such file in it, or the name leads out of it.</exception>
    internal string Find(string name)
    {
        if (folder is null)
        {
            throw new CaToMeException($"The {kind} {Quoted(name)} is asked for by name, and no folder of them was given: give it with {setting}.");
        }

        var plain = name.EndsWith(extension, StringComparison.OrdinalIgnoreCase) ? name[..^extension.Length] : name;
        var names = Names;
        var found = names.FirstOrDefault(n => n.Equals(plain, StringComparison.OrdinalIgnoreCase))
            ?? names.FirstOrDefault(n => n[(n.LastIndexOf('/') + 1)..].Equals(plain, StringComparison.OrdinalIgnoreCase));
        return found is not null
            ? Path.Combine(folder, found + extension)
            : throw new CaToMeException($"There is no {kind} {Quoted(name)} in {folder}. "
                + (names.Count == 0 ? $"The folder has no {extension} files." : $"It has: {string.Join(", ", names.Take(20))}."));
    }

    private static string Quoted(string name) => $"'{OptionException.Quote(name)}'";
}
