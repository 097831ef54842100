using System.Diagnostics;
using System.IO.Compression;
using System.Xml.Linq;

namespace CaToMe.Tests;

/// <summary>The packages, from a folder that serves as a feed, as a new project takes them.</summary>
public sealed class PackageTests
{
    private const string Project = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <ImplicitUsings>enable</ImplicitUsings>
            <NoWarn>$(NoWarn);MEAI001</NoWarn>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="CaToMe.Extensions.AI" Version="*" />
            <PackageReference Include="Microsoft.Extensions.DependencyInjection" Version="10.0.15" />
          </ItemGroup>
        </Project>
        """;

    [Fact]
    public void A_new_project_with_the_packages_draws_by_the_sample_of_their_page()
    {
        using var folder = new TemporaryFolder("catome-");
        var configuration = AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
            ? "Release"
            : "Debug";
        foreach (var project in new[] { "CaToMe.Core", "CaToMe.Extensions.AI" })
        {
            Run("pack", Path.Combine(RepositoryFolder.Path, "src", project), "-c", configuration, "--no-build", "-o", folder["feed"]);
        }

        // What the packages need is in the machine's own cache already; the packages themselves stay out of it.
        var cache = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        folder.Write(
            $"""
             <configuration>
               <config><add key="globalPackagesFolder" value="{folder["packages"]}"/></config>
               <fallbackPackageFolders><add key="machine" value="{cache}"/></fallbackPackageFolders>
               <packageSources><clear/><add key="local" value="{folder["feed"]}"/></packageSources>
             </configuration>
             """,
            "app", "nuget.config");
        folder.Write(Project, "app", "app.csproj");
        folder.Write(ReadmeSampleTests.OnThePage(), "app", "Program.cs");

        Run("run", "--project", folder["app"]);

        Assert.Equal(7, Imaging.ImageMetadata.Read(folder["apple-0.png"]).Request.Seed);
        Assert.Equal(
            [
                "CaToMe.Core", "Microsoft.Extensions.AI.Abstractions", "Microsoft.Extensions.DependencyInjection.Abstractions",
                "Microsoft.Extensions.Options",
            ],
            DependenciesOf("CaToMe.Extensions.AI").Order());
        Assert.DoesNotContain(DependenciesOf("CaToMe.Core"), d => d.StartsWith("Microsoft.Extensions", StringComparison.Ordinal));

        IReadOnlyList<string> DependenciesOf(string package)
        {
            using var file = ZipFile.OpenRead(Directory.GetFiles(folder["feed"], package + ".*.nupkg").Single());
            Assert.Contains(file.Entries, e => e.FullName == $"lib/net10.0/{package}.xml");
            Assert.Contains(file.Entries, e => e.FullName == "README.md");
            using var manifest = file.GetEntry(package + ".nuspec")!.Open();
            return [.. XDocument.Load(manifest).Descendants().Where(e => e.Name.LocalName == "dependency").Select(e => e.Attribute("id")!.Value)];
        }

        void Run(params string[] arguments)
        {
            using var process = Process.Start(new ProcessStartInfo("dotnet", arguments)
            {
                WorkingDirectory = folder.Path,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            var error = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.True(process.ExitCode == 0, $"dotnet {string.Join(' ', arguments)}: {output}{error.Result}");
        }
    }
}
