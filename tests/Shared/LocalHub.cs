using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace CaToMe.Tests.Shared;

/// <summary>
/// A server on this machine that speaks the hub's API. Weights are large files: the hub gives their SHA-256 and redirects to another host
/// (another port), which takes no token.
/// </summary>
internal sealed class LocalHub : IDisposable
{
    internal const string Commit = "0123456789abcdef0123456789abcdef01234567", Repository = "someone/tiny";

    private readonly HttpListener hub = new(), store = new();

    internal LocalHub()
    {
        (Root, StoreRoot) = (Start(hub, AnswerAsHub), Start(store, AnswerAsStore));
    }

    /// <summary>A request: to the hub, or to the store where large files are.</summary>
    internal sealed record Request(bool IsToHub, string Method, string Path, string? Authorization, string? Range);

    internal string Root { get; }

    internal string StoreRoot { get; }

    /// <summary>The repository's files.</summary>
    internal ConcurrentDictionary<string, byte[]> Files { get; } = new(StringComparer.Ordinal);

    internal ConcurrentQueue<Request> Requests { get; } = new();

    /// <summary>Answers instead of the server where it returns true.</summary>
    internal Func<Request, HttpListenerResponse, bool>? Fault { get; set; }

    /// <summary>The size that the hub gives for a large file, where it is a wrong one.</summary>
    internal Func<long, long> SizeOf { get; set; } = size => size;

    /// <summary>What the repository is called now.</summary>
    internal string Name { get; set; } = Repository;

    /// <summary>Puts a model's folder into the repository.</summary>
    internal void AddFolder(string folder)
    {
        foreach (var file in Directory.GetFiles(folder, "*", SearchOption.AllDirectories))
        {
            Files[Path.GetRelativePath(folder, file).Replace('\\', '/')] = File.ReadAllBytes(file);
        }
    }

    /// <summary>The checksum that the hub names a file by.</summary>
    internal static string ETagOf(string path, byte[] bytes) => IsLarge(path)
        ? Convert.ToHexStringLower(SHA256.HashData(bytes))
        : Convert.ToHexStringLower(SHA1.HashData([.. Encoding.ASCII.GetBytes($"blob {bytes.Length}\0"), .. bytes]));

    public void Dispose()
    {
        hub.Close();
        store.Close();
    }

    private static bool IsLarge(string path) => path.EndsWith(".safetensors", StringComparison.Ordinal);

    private static string Start(HttpListener listener, Action<HttpListenerContext> answer)
    {
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            listener.Prefixes.Add($"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/");
        }

        listener.Start();
        _ = Task.Run(async () =>
        {
            while (listener.IsListening)
            {
                try
                {
                    var context = await listener.GetContextAsync();
                    _ = Task.Run(() => Try(() => answer(context)));
                }
                catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
                {
                    return;
                }
            }
        });
        return listener.Prefixes.Single();
    }

    /// <summary>A client that is gone takes no answer.</summary>
    private static void Try(Action answer)
    {
        try
        {
            answer();
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or IOException or InvalidOperationException)
        {
            // Nobody is there to hear it.
        }
    }

    private bool IsFault(HttpListenerContext context, bool isToHub)
    {
        var request = new Request(
            isToHub, context.Request.HttpMethod, Uri.UnescapeDataString(context.Request.Url!.AbsolutePath), context.Request.Headers["Authorization"],
            context.Request.Headers["Range"]);
        Requests.Enqueue(request);
        return Fault?.Invoke(request, context.Response) == true;
    }

    private void AnswerAsHub(HttpListenerContext context)
    {
        if (IsFault(context, isToHub: true))
        {
            return;
        }

        var path = Uri.UnescapeDataString(context.Request.Url!.AbsolutePath);
        var resolve = $"/{Repository}/resolve/{Commit}/";
        if (path == $"/api/models/{Repository}/revision/main")
        {
            Send(context, JsonSerializer.SerializeToUtf8Bytes(new { id = Name, sha = Commit, siblings = Files.Keys.Select(f => new { rfilename = f }) }));
        }
        else if (path.StartsWith(resolve, StringComparison.Ordinal) && Files.TryGetValue(path[resolve.Length..], out var bytes))
        {
            var file = path[resolve.Length..];
            context.Response.Headers["X-Repo-Commit"] = Commit;
            if (IsLarge(file))
            {
                context.Response.Headers["X-Linked-Etag"] = $"\"{ETagOf(file, bytes)}\"";
                context.Response.Headers["X-Linked-Size"] = SizeOf(bytes.Length).ToString(CultureInfo.InvariantCulture);
                context.Response.Redirect(StoreRoot + "large/" + file);
                context.Response.Close();
            }
            else
            {
                context.Response.Headers["ETag"] = $"\"{ETagOf(file, bytes)}\"";
                Send(context, bytes);
            }
        }
        else
        {
            context.Response.StatusCode = 404;
            var isKnown = path.StartsWith($"/api/models/{Repository}/", StringComparison.Ordinal);
            context.Response.Headers["X-Error-Code"] = isKnown ? "RevisionNotFound" : "RepoNotFound";
            context.Response.Close();
        }
    }

    private void AnswerAsStore(HttpListenerContext context)
    {
        if (!IsFault(context, isToHub: false))
        {
            Send(context, Files[Uri.UnescapeDataString(context.Request.Url!.AbsolutePath)["/large/".Length..]]);
        }
    }

    private static void Send(HttpListenerContext context, byte[] bytes)
    {
        var from = context.Request.Headers["Range"] is { } range ? int.Parse(range["bytes=".Length..].TrimEnd('-'), CultureInfo.InvariantCulture) : 0;
        if (from > 0)
        {
            context.Response.StatusCode = 206;
            context.Response.Headers["Content-Range"] = $"bytes {from}-{bytes.Length - 1}/{bytes.Length}";
        }

        context.Response.ContentLength64 = bytes.Length - from;
        if (context.Request.HttpMethod != "HEAD")
        {
            context.Response.OutputStream.Write(bytes, from, bytes.Length - from);
        }

        context.Response.Close();
    }
}
