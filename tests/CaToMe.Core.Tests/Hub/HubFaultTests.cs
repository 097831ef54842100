using System.Net;
using CaToMe.Hub;
using CaToMe.Tests.Weights;

namespace CaToMe.Tests.Hub;

/// <summary>What goes wrong between here and the hub. After each, nothing in the cache is corrupt: a blob that has its name is whole.</summary>
public sealed class HubFaultTests : IDisposable
{
    private const string Weights = "/large/unet/diffusion_pytorch_model.safetensors", Secret = "hf_secret";

    private static readonly HubReference Tiny = HubReference.Require(LocalHub.Repository);

    private readonly LocalHub server = new();
    private readonly TemporaryFolder folder = new();
    private readonly List<TimeSpan> waits = [];

    public HubFaultTests()
    {
        TestModels.WriteFolder(folder, "model");
        server.AddFolder(folder["model"]);
        var random = new byte[300_000];
        new Random(1).NextBytes(random);
        server.Files["unet/diffusion_pytorch_model.safetensors"] = random;
    }

    private string Model => folder["hub", "models--someone--tiny"];

    private ModelHub Hub(string? token = null) => new(new HubSettings(folder["hub"], new Uri(server.Root), token, false), (span, _) =>
    {
        lock (waits)
        {
            waits.Add(span);
        }

        return Task.CompletedTask;
    });

    public void Dispose()
    {
        server.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task A_cut_connection_goes_on_where_it_broke_off()
    {
        var cuts = 0;
        server.Fault = (request, response) =>
        {
            if (request.Path != Weights || ++cuts > 2)
            {
                return false;
            }

            Cut(response, request, 100_000);
            return true;
        };
        await Hub().PullAsync(Tiny);
        await AssertWhole();
        var ranges = server.Requests.Where(r => r.Path == Weights).Select(r => r.Range).ToList();
        Assert.Equal(3, ranges.Count);
        Assert.Null(ranges[0]);
        Assert.All(ranges.Skip(1), r => Assert.Matches("^bytes=[1-9][0-9]*-$", r));
    }

    [Fact]
    public async Task A_connection_that_always_breaks_ends_with_what_there_is_kept_for_the_next_try()
    {
        server.Fault = (request, response) => request.Path == Weights && CutAt(response, request, request.Range is null ? 100_000 : 0);
        var error = await Assert.ThrowsAsync<ModelException>(() => Hub().PullAsync(Tiny));
        Assert.Contains("breaks off", error.Message, StringComparison.Ordinal);
        Assert.Null(Hub().PathOf(Tiny));
        Assert.False(File.Exists(Path.Combine(Model, "refs", "main")));
        var part = Assert.Single(Directory.GetFiles(Path.Combine(Model, "blobs"), "*.incomplete"));
        Assert.InRange(new FileInfo(part).Length, 1, 299_999);

        server.Fault = null;
        server.Requests.Clear();
        await Hub().PullAsync(Tiny);
        Assert.StartsWith("bytes=", Assert.Single(server.Requests, r => r.Path == Weights).Range, StringComparison.Ordinal);
        await AssertWhole();
    }

    [Fact]
    public async Task What_an_earlier_try_left_wrong_is_fetched_from_the_start()
    {
        var etag = LocalHub.ETagOf("a.safetensors", server.Files["unet/diffusion_pytorch_model.safetensors"]);
        Directory.CreateDirectory(Path.Combine(Model, "blobs"));
        File.WriteAllBytes(Path.Combine(Model, "blobs", etag + ".incomplete"), new byte[1000]);
        await Hub().PullAsync(Tiny);
        await AssertWhole();
        Assert.Equal(["bytes=1000-", null], server.Requests.Where(r => r.Path == Weights).Select(r => r.Range));
    }

    [Fact]
    public async Task A_server_without_ranges_is_read_from_the_start()
    {
        var etag = LocalHub.ETagOf("a.safetensors", server.Files["unet/diffusion_pytorch_model.safetensors"]);
        Directory.CreateDirectory(Path.Combine(Model, "blobs"));
        File.WriteAllBytes(Path.Combine(Model, "blobs", etag + ".incomplete"), new byte[1000]);
        server.Fault = (request, response) =>
        {
            if (request.Path == Weights)
            {
                response.Close(server.Files["unet/diffusion_pytorch_model.safetensors"], willBlock: true);
            }

            return request.Path == Weights;
        };
        await Hub().PullAsync(Tiny);
        await AssertWhole();
    }

    [Theory]
    [InlineData(-1, "is longer than")]
    [InlineData(1, "breaks off")]
    public async Task A_wrong_size_is_no_model(int difference, string message)
    {
        server.SizeOf = size => size + difference;
        var error = await Assert.ThrowsAsync<ModelException>(() => Hub().PullAsync(Tiny));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        await AssertNothingCorrupt();
    }

    [Fact]
    public async Task Other_bytes_than_the_checksum_says_are_deleted()
    {
        server.Fault = (request, response) =>
        {
            if (request.Path == Weights)
            {
                response.Close(new byte[300_000], willBlock: true);
            }

            return request.Path == Weights;
        };
        var error = await Assert.ThrowsAsync<ModelException>(() => Hub().PullAsync(Tiny));
        Assert.Contains("checksum", error.Message, StringComparison.Ordinal);
        await AssertNothingCorrupt();
        var etag = LocalHub.ETagOf(Weights, server.Files["unet/diffusion_pytorch_model.safetensors"]);
        Assert.Empty(Directory.GetFiles(Path.Combine(Model, "blobs"), etag + "*"));
    }

    [Fact]
    public async Task The_token_goes_to_the_hub_and_nowhere_else()
    {
        await Hub(Secret).PullAsync(Tiny);
        Assert.All(server.Requests, r => Assert.Equal(r.IsToHub ? $"Bearer {Secret}" : null, r.Authorization));
        Assert.Contains(server.Requests, r => !r.IsToHub);
        Assert.DoesNotContain(Secret, new HubSettings("c", new Uri(server.Root), Secret, false).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_token_is_not_sent_unencrypted()
    {
        var hub = new ModelHub(new HubSettings(folder["hub"], new Uri("http://hub.example.com/"), Secret, false));
        var error = await Assert.ThrowsAsync<CaToMeException>(() => hub.PullAsync(Tiny));
        Assert.Contains("https", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(401, "GatedRepo", "Accept it on")]
    [InlineData(401, null, "private or does not exist")]
    [InlineData(403, "GatedRepo", "Accept it on")]
    [InlineData(404, "RepoNotFound", "There is no someone/tiny")]
    [InlineData(404, "RevisionNotFound", "has no revision main")]
    [InlineData(451, null, "taken down")]
    public async Task A_refusal_is_explained_at_once(int status, string? code, string message)
    {
        server.Fault = (_, response) => Answer(response, status, code);
        var error = await Assert.ThrowsAsync<ModelException>(() => Hub().PullAsync(Tiny));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Contains("someone/tiny", error.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
        Assert.Empty(waits);
    }

    [Fact]
    public async Task Too_many_requests_are_tried_again_when_the_server_says()
    {
        var refusals = 0;
        server.Fault = (_, response) => ++refusals <= 2 && Answer(response, 429, null, ("Retry-After", "7"));
        await Hub().PullAsync(Tiny);
        Assert.Equal([TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(7)], waits);

        server.Fault = (_, response) => Answer(response, 429, null, ("Retry-After", "7200"));
        var error = await Assert.ThrowsAsync<ModelException>(() => Hub().PullAsync(Tiny));
        Assert.Contains("7200 s", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_in_trouble_is_tried_again_and_given_up_in_the_end()
    {
        var failures = 0;
        server.Fault = (request, response) => request.Path == Weights && ++failures <= 3 && Answer(response, 503, null);
        await Hub().PullAsync(Tiny);
        await AssertWhole();
        Assert.Equal([1, 2, 4], waits.Select(w => (int)w.TotalSeconds));

        server.Fault = (_, response) => Answer(response, 500, null);
        server.Requests.Clear();
        var error = await Assert.ThrowsAsync<ModelException>(() => Hub().PullAsync(Tiny));
        Assert.Contains("answers 500", error.Message, StringComparison.Ordinal);
        Assert.Equal(HubClient.Tries, server.Requests.Count);
    }

    [Theory]
    [InlineData("../../outside.safetensors")]
    [InlineData("unet/../../../x.json")]
    [InlineData("/etc/x.json")]
    [InlineData("unet\\..\\x.json")]
    [InlineData("C:x.json")]
    [InlineData("unet//x.json")]
    public async Task A_file_name_that_leads_out_of_the_snapshot_is_refused(string name)
    {
        server.Files[name] = [1];
        var error = await Assert.ThrowsAsync<ModelException>(() => Hub().PullAsync(Tiny));
        Assert.Contains("nothing was fetched", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Model));
    }

    [Fact]
    public async Task Cancelling_leaves_nothing_that_looks_whole()
    {
        using var cancelling = new CancellationTokenSource();
        server.Fault = (request, response) =>
        {
            if (request.Path == Weights)
            {
                response.ContentLength64 = 300_000;
                response.OutputStream.Write(new byte[1000]);
                response.OutputStream.Flush();
                cancelling.Cancel();
            }

            return request.Path == Weights;
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Hub().PullAsync(Tiny, cancellationToken: cancelling.Token));
        Assert.Null(Hub().PathOf(Tiny));
        await AssertNothingCorrupt();
        server.Fault = null;
        await Hub().PullAsync(Tiny);
        await AssertWhole();
    }

    private async Task AssertWhole()
    {
        await AssertNothingCorrupt();
        Assert.NotNull(Hub().PathOf(Tiny));
        Assert.Empty(Directory.GetFiles(Path.Combine(Model, "blobs"), "*.incomplete"));
    }

    private async Task AssertNothingCorrupt()
    {
        var found = await Hub().VerifyAsync(Tiny);
        Assert.Empty(found.Damaged);
        Assert.Equal(found.Checked, Directory.GetFiles(Path.Combine(Model, "blobs")).Count(f => !f.EndsWith(".incomplete", StringComparison.Ordinal)));
    }

    private static bool Answer(HttpListenerResponse response, int status, string? code, (string Name, string Value)? header = null)
    {
        response.StatusCode = status;
        if (code is not null)
        {
            response.Headers["X-Error-Code"] = code;
        }

        if (header is { } more)
        {
            response.Headers[more.Name] = more.Value;
        }

        response.Close();
        return true;
    }

    private bool CutAt(HttpListenerResponse response, LocalHub.Request request, int bytes)
    {
        Cut(response, request, bytes);
        return true;
    }

    /// <summary>Sends some bytes of what was asked for, and breaks off.</summary>
    private void Cut(HttpListenerResponse response, LocalHub.Request request, int bytes)
    {
        var content = server.Files["unet/diffusion_pytorch_model.safetensors"];
        var from = request.Range is { } range ? int.Parse(range["bytes=".Length..].TrimEnd('-')) : 0;
        if (from > 0)
        {
            response.StatusCode = 206;
            response.Headers["Content-Range"] = $"bytes {from}-{content.Length - 1}/{content.Length}";
        }

        response.ContentLength64 = content.Length - from;
        response.OutputStream.Write(content, from, Math.Min(bytes, content.Length - from));
        response.OutputStream.Flush();
        Thread.Sleep(50); // what was sent arrives before the end does
        response.Abort();
    }
}
