using System.Diagnostics;
using System.Reflection;
using WictzPortal.Gateway;

namespace WictzPortal.Bench;

/// <summary>Reaches into the portal's own composition as design tools do: changes its services before its host is built, or takes the host.</summary>
internal sealed class PortalHost(Action<IServiceCollection> change, bool isTaken) : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
{
    private IHost? _built;

    /// <summary>From now on, in this process.</summary>
    public static void Change(Action<IServiceCollection> change) => DiagnosticListener.AllListeners.Subscribe(new PortalHost(change, isTaken: false));

    /// <summary>The portal's host, built and not started.</summary>
    public static IHost Build(string[] arguments, Action<IServiceCollection> change)
    {
        var taker = new PortalHost(change, isTaken: true);
        using var listening = DiagnosticListener.AllListeners.Subscribe(taker);
        try
        {
            typeof(GatewaySlice).Assembly.EntryPoint!.Invoke(null, [arguments]);
        }
        catch (TargetInvocationException exception) when (exception.InnerException is HostAbortedException)
        {
            // Its own start ends where its host is built.
        }

        return taker._built ?? throw new InvalidOperationException("The portal has built no host.");
    }

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == "Microsoft.Extensions.Hosting")
        {
            value.Subscribe(this);
        }
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Key == "HostBuilding")
        {
            ((IHostBuilder)value.Value!).ConfigureServices(change);
        }
        else if (value.Key == "HostBuilt" && isTaken)
        {
            _built = (IHost)value.Value!;
            throw new HostAbortedException();
        }
    }

    public void OnCompleted()
    {
        // Nothing is awaited.
    }

    public void OnError(Exception error)
    {
        // The portal tells of it itself.
    }
}
