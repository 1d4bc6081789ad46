using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using WictzPortal.Data;

namespace WictzPortal.Tests.Testing;

/// <summary>
/// The whole application in process, on real Kestrel, with a data directory and a database of its own. Nothing inside is mocked:
/// only the outside world is replaced, and the clock where a test asks for one. Scheduled jobs do not start by themselves.
/// Runs on SQLite, or on the PostgreSQL server that <c>PORTAL_TEST_POSTGRES</c> names.
/// </summary>
public sealed class PortalApp : IAsyncDisposable
{
    private static readonly Lazy<Task<PortalApp>> Shared = new(StartSharedAsync);

    private readonly TestDatabase _database;
    private readonly Host _host;
    private bool _keepsData;

    private PortalApp(TestDatabase database, Host host) => (_database, _host) = (database, host);

    /// <summary>The one app of this process for tests that need nothing but a fresh account.</summary>
    public static Task<PortalApp> SharedAsync => Shared.Value;

    public IServiceProvider Services => _host.Services;

    /// <summary>Where it serves, such as <c>http://127.0.0.1:41234/</c>.</summary>
    public Uri Address => _host.ClientOptions.BaseAddress;

    public string DataDirectory => _database.Directory;

    /// <summary>What a process needs to run as another node on the same data.</summary>
    public IEnumerable<(string Key, string Value)> NodeSettings => _database.Settings.Concat(_host.Settings);

    public static Task<PortalApp> StartAsync(params (string Key, string Value)[] settings) => StartAsync(null, null, settings);

    public static Task<PortalApp> StartAsync(FakeClock clock, params (string Key, string Value)[] settings) =>
        StartAsync(clock, null, settings);

    /// <param name="clock">The clock of the whole app; null for the real one.</param>
    /// <param name="replace">Replaces what lies outside the process, such as the mail server.</param>
    /// <param name="settings">What differs from the defaults.</param>
    public static async Task<PortalApp> StartAsync(
        FakeClock? clock, Action<IServiceCollection>? replace, params (string Key, string Value)[] settings) =>
        await StartAsync(await TestDatabase.CreateAsync(), clock, replace, settings);

    /// <summary>Stops this app as a deployment would and starts it anew on the same data, with other settings if given.</summary>
    public async Task<PortalApp> RestartAsync(params (string Key, string Value)[] settings)
    {
        _keepsData = true;
        await DisposeAsync();
        return await StartAsync(_database, _host.Clock, _host.Replace, [.. _host.Settings, .. settings]);
    }

    /// <summary>Starts another node on this app's PostgreSQL database; the data stays this one's.</summary>
    public async Task<PortalApp> JoinAsync(params (string Key, string Value)[] settings)
    {
        var node = await StartAsync(_database, _host.Clock, _host.Replace, [.. _host.Settings, .. settings]);
        node._keepsData = true;
        return node;
    }

    /// <summary>Starts so many nodes at the same moment on a PostgreSQL database without a schema; the data is the first one's.</summary>
    public static async Task<IReadOnlyList<PortalApp>> StartTogetherAsync(int count)
    {
        var database = TestDatabase.Empty();
        var starting = Task.WhenAll(Enumerable.Range(0, count).Select(_ => Task.Run(() => StartOnAsync(database))));
        await ((Task)starting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var nodes = starting.IsFaulted ? throw starting.Exception : starting.Result;      // all that went wrong, not the first alone
        Array.ForEach(nodes[1..], node => node._keepsData = true);
        return nodes;
    }

    /// <summary>Stops this app as a deployment would, and leaves its data to the caller.</summary>
    public async Task<TestDatabase> LeaveDataAsync()
    {
        _keepsData = true;
        await DisposeAsync();
        return _database;
    }

    /// <summary>Starts on data that another app has left, or on none.</summary>
    public static Task<PortalApp> StartOnAsync(TestDatabase database, params (string Key, string Value)[] settings) =>
        StartAsync(database, null, null, settings);

    /// <summary>A service, or an instance of a class that is made from services, such as a job.</summary>
    public T Get<T>() => ActivatorUtilities.GetServiceOrCreateInstance<T>(Services);

    public PortalDb OpenDb() => Get<IDbContextFactory<PortalDb>>().CreateDbContext();

    /// <summary>A client that follows no redirect, so that a test sees each answer.</summary>
    public HttpClient CreateClient(bool cookies = true, string? language = null)
    {
        var client = new HttpClient(new SocketsHttpHandler { UseCookies = cookies, AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(1) })
        {
            BaseAddress = Address,
        };
        if (language is not null)
        {
            client.DefaultRequestHeaders.AcceptLanguage.ParseAdd(language);
        }

        return client;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        try
        {
            await _host.DisposeAsync();
        }
        catch (Exception e) when (e is ObjectDisposedException || (e is AggregateException all && all.InnerExceptions.All(inner => inner is ObjectDisposedException)))
        {
            // The factory stops what has stopped by itself, and finds the services gone.
        }

        if (!_keepsData)
        {
            await _database.DisposeAsync();
        }
    }

    private static async Task<PortalApp> StartAsync(
        TestDatabase database, FakeClock? clock, Action<IServiceCollection>? replace, (string Key, string Value)[] settings)
    {
        var host = new Host(database, clock, replace, settings);
        try
        {
            host.UseKestrel(0);
            await Task.Run(host.StartServer);
        }
        catch
        {
            await host.DisposeAsync();
            await database.DisposeAsync();
            throw;
        }

        return new PortalApp(database, host);
    }

    /// <summary>Lets the program end by itself, as a deployment does, so that nothing is stopped by two at once.</summary>
    private async Task StopAsync()
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        IHostApplicationLifetime lifetime;
        try
        {
            lifetime = Services.GetRequiredService<IHostApplicationLifetime>();
        }
        catch (ObjectDisposedException)
        {
            return;      // disposed before
        }

        using var registration = lifetime.ApplicationStopped.Register(stopped.SetResult);
        lifetime.StopApplication();
        await stopped.Task.WaitAsync(TimeSpan.FromSeconds(60));
    }

    private static async Task<PortalApp> StartSharedAsync()
    {
        var app = await StartAsync();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => app.DisposeAsync().AsTask().Wait(TimeSpan.FromSeconds(10));
        return app;
    }

    private sealed class Host(
        TestDatabase database, FakeClock? clock, Action<IServiceCollection>? replace, (string Key, string Value)[] settings)
        : WebApplicationFactory<Program>
    {
        private static readonly (string Key, string Value)[] ControllerSettings = [
            ("Title", "Örnek Yazılım Anonim Şirketi"), ("MersisNumber", "0123456789012345"), ("Address", "Örnek Mahallesi 1, 34000 İstanbul"),
            ("Email", "kvkk@example.com"), ("Kep", "ornek@hs01.example.com"), ("Website", "https://example.com"),
        ];

        public FakeClock? Clock { get; } = clock;

        public Action<IServiceCollection>? Replace { get; } = replace;

        public (string Key, string Value)[] Settings { get; } = settings;

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            builder.UseEnvironment("Production");
            builder.UseSetting("Jobs:Enabled", "false");
            builder.UseSetting("Accounts:AttemptsPerMinute", "10000");      // all tests come from one address
            builder.UseSetting("Logging:LogLevel:Default", "Warning");
            foreach (var (key, value) in ControllerSettings)
            {
                builder.UseSetting($"Controller:{key}", value);
            }

            foreach (var (key, value) in database.Settings.Concat(Settings))
            {
                builder.UseSetting(key, value);
            }

            builder.ConfigureTestServices(services =>
            {
                if (Clock is not null)
                {
                    services.AddSingleton<TimeProvider>(Clock);
                }

                services.Configure<PasswordHasherOptions>(options => options.IterationCount = 100);      // thousands of people sign in
                Replace?.Invoke(services);
            });
        }
    }
}
