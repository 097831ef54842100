using System.Reflection;
using CaToMe.HelpBuilder;

// HelpBuilder DOCS-FOLDER OUTPUT-FOLDER CMDLETS-ASSEMBLY REFERENCES-FILE
var (docs, output, assembly) = (args[0], args[1], args[2]);
using var context = new MetadataLoadContext(new PathAssemblyResolver([assembly, .. File.ReadAllLines(args[3])]));
var commands = CommandMetadata.ReadAll(context.LoadFromAssemblyPath(assembly));
var problems = new List<string>();

Directory.CreateDirectory(output);
var pages = commands.Select(c => (Command: c, Page: CommandPage.Read(Path.Combine(docs, c.Name + ".md"), c, problems))).ToList();
MamlWriter.Write(pages, Path.Combine(output, Path.GetFileName(assembly) + "-Help.xml"));
foreach (var topic in Directory.GetFiles(docs, "about_*.md"))
{
    File.WriteAllText(Path.Combine(output, Path.GetFileNameWithoutExtension(topic) + ".help.txt"), AboutTopic.ToText(File.ReadAllText(topic)));
}

problems.ForEach(p => Console.Error.WriteLine($"error HELP001: {p}"));
return problems.Count == 0 ? 0 : 1;
