using System.Globalization;

namespace CaToMe.Hub;

/// <summary>What the hub's refusals mean, and what to do about them. Reference: huggingface_hub, <c>utils/_http.py</c>.</summary>
internal static class HubErrors
{
    internal static ModelException Explain(HttpResponseMessage response, HubReference reference, HubSettings settings, TimeSpan? asked)
    {
        var page = new Uri(settings.Endpoint, reference.Repository);
        var code = response.Headers.TryGetValues("X-Error-Code", out var values) ? values.FirstOrDefault() : null;
        var withToken = settings.Token is null ? "and no token was sent: set HF_TOKEN to one of your account" : "and the token that was sent does not open it";
        return new ModelException((code, (int)response.StatusCode) switch
        {
            ("GatedRepo", _) or (_, 403) =>
                $"{reference.Repository} is only for those who accepted its licence, {withToken}. Accept it on {page} and set HF_TOKEN to a " +
                "token that may read it.",
            ("RevisionNotFound", _) => $"{reference.Repository} has no revision {reference.Revision}. {page} lists its branches and tags.",
            ("EntryNotFound", _) => $"{reference.Repository} lists a file that is not there. Run it again; if it stays so, tell its owner.",
            (_, 401) => $"{reference.Repository} is private or does not exist, {withToken}. Check the name on {page}.",
            (_, 404) or ("RepoNotFound", _) => $"There is no {reference.Repository} at {settings.Endpoint.Host}, or it is private. Check the name on {page}.",
            (_, 451) => $"{reference.Repository} was taken down for legal reasons. Choose another model.",
            (_, 429) when asked is { } wait =>
                string.Create(CultureInfo.InvariantCulture, $"{settings.Endpoint.Host} asks to wait {wait.TotalSeconds:0} s before more is fetched. ") +
                "Run it again then; what was fetched is kept.",
            (_, 429) => $"{settings.Endpoint.Host} refuses more requests for now. Run it again later; what was fetched is kept.",
            (_, var status) => string.Create(CultureInfo.InvariantCulture,
                $"{settings.Endpoint.Host} answers {status} {response.ReasonPhrase} for {reference}. Run it again; what was fetched is kept."),
        });
    }

    internal static ModelException Unreachable(Uri address, Exception cause) => new(
        $"{address.Host} cannot be reached: {cause.Message.TrimEnd('.')}. Check the network and HF_ENDPOINT; what was fetched is kept.", cause);
}
