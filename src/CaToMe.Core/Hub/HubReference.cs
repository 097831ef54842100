using System.Text.RegularExpressions;

namespace CaToMe.Hub;

/// <summary>What a user names on the hub: <c>owner/name</c>, a revision after <c>@</c>, or one file (<c>owner/name/file.safetensors</c>).</summary>
/// <param name="Repository"><c>owner/name</c>.</param>
/// <param name="Revision">A branch, a tag or a commit; <c>main</c> unless the user names another.</param>
/// <param name="File">The one file that is the model; null: whatever a model consists of.</param>
internal sealed partial record HubReference(string Repository, string Revision, string? File)
{
    private const string Main = "main";

    /// <summary>The form that is accepted, for messages.</summary>
    internal const string Accepted =
        "give owner/name as on the hub (owner/name@revision, owner/name/file.safetensors), or a short name that `models list` shows.";

    /// <summary>Reads a name; a short name of the registry stands for its repository.</summary>
    /// <returns>Null where the text is no name of the hub's.</returns>
    internal static HubReference? Parse(string given)
    {
        var name = ModelNames.Shipped.Find(given)?.Repository ?? given;
        var match = Form().Match(name);
        if (!match.Success || name.Contains("--", StringComparison.Ordinal) || name.Contains("..", StringComparison.Ordinal))
        {
            return null;
        }

        var (revision, file) = (match.Groups["revision"], match.Groups["file"]);
        return new HubReference(match.Groups["repository"].Value, revision.Success ? revision.Value : Main, file.Success ? file.Value : null);
    }

    /// <summary>The same, where nothing else is accepted.</summary>
    /// <exception cref="OptionException">It is no name of the hub's.</exception>
    internal static HubReference Require(string given) => Parse(given) ?? throw new OptionException("Name", given, Accepted);

    /// <inheritdoc/>
    public override string ToString() => $"{Repository}{(Revision == Main ? "" : "@" + Revision)}{(File is null ? "" : "/" + File)}";

    [GeneratedRegex(
        @"^(?<repository>[A-Za-z0-9][\w.-]{0,95}/[A-Za-z0-9_][\w.-]{0,95})(@(?<revision>[\w.-]{1,100}))?" +
        @"(/(?<file>[\w./ ()-]{1,200}\.safetensors))?\z", RegexOptions.ECMAScript)]
    private static partial Regex Form();
}
