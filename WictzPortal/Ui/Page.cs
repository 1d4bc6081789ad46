using System.Security.Claims;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace WictzPortal.Ui;

/// <summary>A page for a signed-in person: it knows who that is, and its work stops when they leave.</summary>
public abstract class Page : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _leaving = new();

    protected Page() => Leaving = _leaving.Token;

    protected ClaimsPrincipal User { get; private set; } = new();

    /// <summary>Canceled when the person has left the page.</summary>
    protected CancellationToken Leaving { get; }

    [CascadingParameter]
    private Task<AuthenticationState> State { get; set; } = default!;

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Called once, when the person is known.</summary>
    protected abstract Task LoadAsync();

    protected sealed override async Task OnInitializedAsync()
    {
        User = (await State).User;
        try
        {
            await LoadAsync();
        }
        catch (OperationCanceledException) when (_leaving.IsCancellationRequested)
        {
            // Nobody is left to show it to.
        }
    }

    // A role that is taken away while the page is open takes effect on it.
    protected sealed override async Task OnParametersSetAsync() => User = (await State).User;

    protected virtual void Dispose(bool disposing)
    {
        if (disposing && !_leaving.IsCancellationRequested)
        {
            _leaving.Cancel();
            _leaving.Dispose();
        }
    }
}
