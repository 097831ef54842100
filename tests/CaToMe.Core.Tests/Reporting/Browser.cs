using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace CaToMe.Tests.Reporting;

/// <summary>A headless Chromium with one page, driven by its DevTools protocol.</summary>
internal sealed partial class Browser : IAsyncDisposable
{
    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private readonly TemporaryFolder profile = new("catome-browser-");
    private readonly ClientWebSocket socket = new();
    private readonly Process process;
    private int lastId;

    private Browser(string program)
    {
        string[] arguments =
        [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
            "--disable-sync", "--remote-debugging-port=0", $"--user-data-dir={profile.Path}", "about:blank",
        ];
        process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
    }

    /// <summary>Where Chromium is; null where it is not installed.</summary>
    internal static string? Program { get; } = Places.FirstOrDefault(File.Exists);

    /// <summary>What the page's console was told as errors.</summary>
    internal List<string> Errors { get; } = [];

    internal static async Task<Browser> Start()
    {
        var browser = new Browser(Program!);
        string? line;
        while ((line = await browser.process.StandardError.ReadLineAsync()) is not null && !Listening().IsMatch(line))
        {
        }

        var port = Listening().Match(line ?? throw new InvalidOperationException("Chromium ended.")).Groups[1].Value;
        _ = browser.process.StandardError.ReadToEndAsync();
        using var client = new HttpClient();
        var pages = JsonSerializer.Deserialize<JsonElement>(await client.GetStringAsync(new Uri($"http://127.0.0.1:{port}/json/list")));
        var page = pages.EnumerateArray().First(p => p.GetProperty("type").GetString() == "page").GetProperty("webSocketDebuggerUrl").GetString()!;
        await browser.socket.ConnectAsync(new Uri(page), default);
        foreach (var domain in new[] { "Page", "Runtime", "Log" })
        {
            await browser.Send($"{domain}.enable");
        }

        return browser;
    }

    /// <summary>Opens a file in a window of a size.</summary>
    internal async Task Open(string path, int width, int height)
    {
        await Send("Emulation.setDeviceMetricsOverride", new { width, height, deviceScaleFactor = 1, mobile = false });
        await Send("Page.navigate", new { url = new Uri(path).AbsoluteUri });
        while (await Evaluate("document.readyState") is not { ValueKind: JsonValueKind.String } state || state.GetString() != "complete"
            || (await Evaluate("location.href")).GetString() == "about:blank")
        {
            await Task.Delay(50);
        }
    }

    internal async Task<JsonElement> Evaluate(string expression)
    {
        var result = (await Send("Runtime.evaluate", new { expression, returnByValue = true })).GetProperty("result");
        return result.TryGetProperty("value", out var value) ? value : result;
    }

    internal async Task<byte[]> Screenshot(bool whole = true) =>
        (await Send("Page.captureScreenshot", new { format = "png", captureBeyondViewport = whole })).GetProperty("data").GetBytesFromBase64();

    public async ValueTask DisposeAsync()
    {
        socket.Dispose();
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
        await Task.Delay(200);
        profile.Dispose();
    }

    private async Task<JsonElement> Send(string method, object? parameters = null)
    {
        var id = ++lastId;
        var command = JsonSerializer.SerializeToUtf8Bytes(new { id, method, @params = parameters ?? new { } });
        await socket.SendAsync(command, WebSocketMessageType.Text, true, default);
        while (true)
        {
            var message = await Receive();
            if (message.TryGetProperty("id", out var answered) && answered.GetInt32() == id)
            {
                return message.TryGetProperty("result", out var result) ? result : throw new InvalidOperationException(message.GetRawText());
            }

            Note(message);
        }
    }

    private void Note(JsonElement message)
    {
        var (method, details) = (message.TryGetProperty("method", out var name) ? name.GetString() : "", message.GetRawText());
        if (method is "Runtime.exceptionThrown"
            || (method is "Runtime.consoleAPICalled" && message.GetProperty("params").GetProperty("type").GetString() == "error")
            || (method is "Log.entryAdded" && message.GetProperty("params").GetProperty("entry").GetProperty("level").GetString() == "error"))
        {
            Errors.Add(details);
        }
    }

    private async Task<JsonElement> Receive()
    {
        using var text = new MemoryStream();
        var buffer = new byte[1 << 16];
        WebSocketReceiveResult part;
        do
        {
            part = await socket.ReceiveAsync(buffer, default);
            text.Write(buffer, 0, part.Count);
        }
        while (!part.EndOfMessage);
        return JsonSerializer.Deserialize<JsonElement>(Encoding.UTF8.GetString(text.ToArray()));
    }

    [GeneratedRegex(@"DevTools listening on ws://127\.0\.0\.1:(\d+)/")]
    private static partial Regex Listening();
}
