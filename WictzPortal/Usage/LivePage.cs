using System.Threading.Channels;
using Microsoft.AspNetCore.Components;
using WictzPortal.Kernel;
using WictzPortal.Ui;

namespace WictzPortal.Usage;

/// <summary>A page that loads anew when its account has new usage: at once, then at most once a second.</summary>
public abstract class LivePage : Page
{
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    [Inject]
    private UsageFeed Feed { get; set; } = default!;

    [Inject]
    private TimeProvider Clock { get; set; } = default!;

    protected sealed override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
        {
            _ = FollowAsync();
        }
    }

    private async Task FollowAsync()
    {
        // One piece of news is enough to know that there is some: what comes while the page loads makes it load once more.
        var news = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        using var subscription = Feed.Listen(User.AccountNumber, () => news.Writer.TryWrite(true));
        try
        {
            await foreach (var _ in news.Reader.ReadAllAsync(Leaving))
            {
                await InvokeAsync(ReloadAsync);
                await Task.Delay(Pause, Clock, Leaving);
            }
        }
        catch (OperationCanceledException) when (Leaving.IsCancellationRequested)
        {
            // The person has left.
        }
        catch (Exception failure)
        {
            await DispatchExceptionAsync(failure);      // shown by the page's boundary, as if a click had failed
        }
    }

    private async Task ReloadAsync()
    {
        await LoadAsync();
        StateHasChanged();
    }
}
