using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using CaToMe.Runtime;

namespace CaToMe.Tests.Runtime;

/// <summary>A made-up package of a few bytes, from a folder and from a feed on this machine.</summary>
public sealed class RuntimeInstallerTests : IDisposable
{
    private static readonly RuntimePackage Package = new("Made-Up-Torch", "1.2.3", NativeRuntime.Platform);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("catome-installer-");

    private string Target => Path.Combine(folder.FullName, "data", "libtorch");

    private string Partial => Path.Combine(folder.FullName, "data", "made-up-torch.1.2.3.nupkg.part");

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData("")]
    [InlineData("made-up-torch/1.2.3")]
    public async Task A_package_in_a_folder_is_checked_and_its_libraries_are_taken_out(string place)
    {
        var feed = Feed(place, Pack());
        Assert.Equal(Target, await new RuntimeInstaller(feed).InstallAsync(Package, Target));
        Assert.Equal(["libextra.so", NativeRuntime.FileName("torch")], Directory.GetFiles(Target).Select(f => Path.GetFileName(f)!).Order());
        Assert.False(File.Exists(Partial));
    }

    [Fact]
    public async Task A_feed_on_a_network_is_read_by_its_index()
    {
        using var feed = new LocalFeed(Pack());
        await new RuntimeInstaller(feed.Index).InstallAsync(Package, Target);
        Assert.True(File.Exists(Path.Combine(Target, NativeRuntime.FileName("torch"))));
    }

    [Fact]
    public async Task A_feed_that_asks_who_one_is_gets_the_credential()
    {
        using var feed = new LocalFeed(Pack(), credential: new NetworkCredential("me", "token"));
        var refused = await Assert.ThrowsAsync<CaToMeException>(() => new RuntimeInstaller(feed.Index).InstallAsync(Package, Target));
        Assert.Contains("401", refused.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<CaToMeException>(() => new RuntimeInstaller(feed.Index, new NetworkCredential("me", "another")).InstallAsync(Package, Target));
        await new RuntimeInstaller(feed.Index, new NetworkCredential("me", "token")).InstallAsync(Package, Target);
        Assert.True(Directory.Exists(Target));
    }

    [Fact]
    public async Task A_password_is_not_sent_unencrypted()
    {
        var installer = new RuntimeInstaller("http://nuget.example.com/v3/index.json", new NetworkCredential("me", "token"));
        var error = await Assert.ThrowsAsync<OptionException>(() => installer.InstallAsync(Package, Target));
        Assert.Equal("Credential", error.Option);
        Assert.DoesNotContain("token", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_interrupted_download_goes_on_where_it_ended()
    {
        var bytes = Pack();
        using var feed = new LocalFeed(bytes);
        Directory.CreateDirectory(Path.GetDirectoryName(Partial)!);
        File.WriteAllBytes(Partial, bytes[..100]);
        await new RuntimeInstaller(feed.Container).InstallAsync(Package, Target);
        Assert.Equal(["bytes=100-"], feed.Ranges);
        Assert.True(Directory.Exists(Target));
    }

    [Fact]
    public async Task A_feed_that_knows_no_ranges_is_read_from_the_start()
    {
        using var feed = new LocalFeed(Pack(), knowsRanges: false);
        Directory.CreateDirectory(Path.GetDirectoryName(Partial)!);
        File.WriteAllBytes(Partial, new byte[100]);
        await new RuntimeInstaller(feed.Container).InstallAsync(Package, Target);
        Assert.True(Directory.Exists(Target));
    }

    [Fact]
    public async Task A_complete_download_is_not_fetched_again()
    {
        var bytes = Pack();
        using var feed = new LocalFeed(bytes);
        Directory.CreateDirectory(Path.GetDirectoryName(Partial)!);
        File.WriteAllBytes(Partial, bytes);
        await new RuntimeInstaller(feed.Container).InstallAsync(Package, Target);
        Assert.True(Directory.Exists(Target));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_hash_is_given_in_base64_or_hexadecimal(bool hexadecimal)
    {
        var bytes = Pack();
        var hash = SHA512.HashData(bytes);
        await new RuntimeInstaller(Feed("", bytes, withHash: false)).InstallAsync(
            Package, Target, hexadecimal ? Convert.ToHexStringLower(hash) : Convert.ToBase64String(hash));
        Assert.True(Directory.Exists(Target));
    }

    [Fact]
    public async Task A_package_with_another_checksum_is_deleted_and_nothing_is_installed()
    {
        var feed = Feed("", Pack());
        var error = await Assert.ThrowsAsync<CaToMeException>(
            () => new RuntimeInstaller(feed).InstallAsync(Package, Target, Convert.ToBase64String(new byte[64])));
        Assert.Contains("SHA-512", error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Partial));
        Assert.False(Directory.Exists(Target));
    }

    [Theory]
    [InlineData("xyz")]
    [InlineData("")]
    [InlineData("AAAA")]
    public async Task What_is_no_checksum_is_said_before_anything_is_fetched(string hash)
    {
        var error = await Assert.ThrowsAsync<CaToMeException>(() => new RuntimeInstaller("/nowhere").InstallAsync(Package, Target, hash));
        Assert.Contains("128 hexadecimal digits", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_checksum_nothing_is_fetched()
    {
        var feed = Feed("", Pack(), withHash: false);
        await Assert.ThrowsAsync<CaToMeException>(() => new RuntimeInstaller(feed).InstallAsync(Package, Target));
        Assert.False(File.Exists(Partial));
    }

    [Fact]
    public async Task An_entry_that_leads_out_of_the_folder_is_refused_and_what_was_there_stays()
    {
        Directory.CreateDirectory(Target);
        File.WriteAllText(Path.Combine(Target, "before"), "before");
        var feed = Feed("", Pack("../../escaped"));
        await Assert.ThrowsAsync<CaToMeException>(() => new RuntimeInstaller(feed).InstallAsync(Package, Target));
        Assert.Equal("before", File.ReadAllText(Path.Combine(Target, "before")));
        Assert.Empty(folder.GetFiles("escaped", SearchOption.AllDirectories));
        Assert.Empty(folder.GetDirectories("*.tmp", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_package_without_libtorch_is_refused()
    {
        var feed = Feed("", Pack(torch: false));
        await Assert.ThrowsAsync<CaToMeException>(() => new RuntimeInstaller(feed).InstallAsync(Package, Target));
        Assert.False(Directory.Exists(Target));
    }

    [Theory]
    [InlineData("http://127.0.0.1:1/v3/index.json")]
    [InlineData("nowhere")]
    public async Task A_feed_that_is_not_there_is_one_clear_error(string source) =>
        Assert.Contains(
            source,
            (await Assert.ThrowsAsync<CaToMeException>(() => new RuntimeInstaller(source).InstallAsync(Package, Target))).Message,
            StringComparison.Ordinal);

    [Fact]
    public void The_packages_that_the_engine_needs_have_known_checksums() =>
        Assert.NotNull((RuntimePackage.Default with { Id = "libtorch-cpu-linux-x64" }).PublishedHash);

    private string Feed(string place, byte[] bytes, bool withHash = true)
    {
        var file = Path.Combine(folder.FullName, "feed", place, "made-up-torch.1.2.3.nupkg");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, bytes);
        if (withHash)
        {
            File.WriteAllText(file + ".sha512", Convert.ToBase64String(SHA512.HashData(bytes)));
        }

        return Path.Combine(folder.FullName, "feed");
    }

    private static byte[] Pack(string extra = "libextra.so", bool torch = true)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            var native = $"runtimes/{NativeRuntime.Platform}/native/";
            var library = torch ? native + NativeRuntime.FileName("torch") : "lib/readme";
            foreach (var name in new[] { native + extra, library, "runtimes/other/native/elsewhere.so", "made-up-torch.nuspec" })
            {
                using var entry = archive.CreateEntry(name).Open();
                entry.Write(RandomNumberGenerator.GetBytes(200));
            }
        }

        return stream.ToArray();
    }

    /// <summary>A NuGet feed of one package, on the loopback address.</summary>
    private sealed class LocalFeed : IDisposable
    {
        private readonly HttpListener listener = new();
        private readonly byte[] bytes;
        private readonly bool knowsRanges;
        private readonly NetworkCredential? credential;

        internal LocalFeed(byte[] bytes, bool knowsRanges = true, NetworkCredential? credential = null)
        {
            (this.bytes, this.knowsRanges, this.credential) = (bytes, knowsRanges, credential);
            listener.AuthenticationSchemes = credential is null ? AuthenticationSchemes.Anonymous : AuthenticationSchemes.Basic;
            using (var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0))
            {
                probe.Start();
                Root = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/";
            }

            listener.Prefixes.Add(Root);
            listener.Start();
            _ = Task.Run(ServeAsync);
        }

        internal string Root { get; }

        internal string Index => Root + "v3/index.json";

        internal string Container => Root + "flat";

        internal List<string> Ranges { get; } = [];

        public void Dispose() => listener.Close();

        private async Task ServeAsync()
        {
            while (listener.IsListening)
            {
                try
                {
                    Answer(await listener.GetContextAsync());
                }
                catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
                {
                    return;
                }
            }
        }

        private void Answer(HttpListenerContext context)
        {
            if (context.User?.Identity is HttpListenerBasicIdentity who && (who.Name, who.Password) != (credential!.UserName, credential.Password))
            {
                context.Response.StatusCode = 401;
                context.Response.Close();
                return;
            }

            const string package = "/flat/made-up-torch/1.2.3/made-up-torch.1.2.3.nupkg";
            var body = context.Request.Url!.AbsolutePath switch
            {
                "/v3/index.json" => Encoding.UTF8.GetBytes($$"""{ "resources": [ { "@id": "{{Container}}/", "@type": "PackageBaseAddress/3.0.0" } ] }"""),
                package => bytes,
                package + ".sha512" => Encoding.UTF8.GetBytes(Convert.ToBase64String(SHA512.HashData(bytes))),
                _ => null,
            };
            context.Response.StatusCode = body is null ? 404 : 200;
            if (knowsRanges && context.Request.Headers["Range"] is { } range)
            {
                Ranges.Add(range);
                var start = int.Parse(range["bytes=".Length..^1]);
                context.Response.StatusCode = start < bytes.Length ? 206 : 416;
                context.Response.Headers["Content-Range"] = $"bytes {start}-{bytes.Length - 1}/{bytes.Length}";
                body = start < bytes.Length ? bytes[start..] : [];
            }

            context.Response.Close(body ?? [], willBlock: true);
        }
    }
}
