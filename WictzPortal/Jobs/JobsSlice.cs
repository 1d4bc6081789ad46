using Quartz;
using WictzPortal.Data;

namespace WictzPortal.Jobs;

/// <summary>The scheduler and the history of its runs. Jobs themselves live in the folder they serve and declare their own schedule.</summary>
public static class JobsSlice
{
    public static void AddJobs(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<JobOptions>().BindConfiguration("Jobs").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<JobBoard>();
        if (!builder.Configuration.GetValue("Jobs:Enabled", true))
        {
            return;
        }

        var clustered = builder.Configuration.GetValue<DatabaseProvider>("Database:Provider") == DatabaseProvider.PostgreSql;
        services.AddQuartz(quartz => quartz
            .UseDefaultTimeZone(TimeZoneInfo.Utc)
            .AddJobListener<RunRecorder>()
            .AddSchedulerListener<ForgottenJobs>()
            .UsePersistentStore(store => UseOwnDatabase(store, clustered))
            .AddDeclaredJobs());

        // A restart goes on where the schedule stood, so that a run that came due meanwhile is made up for.
        services.Configure<QuartzOptions>(options => options.Scheduling.ScheduleTriggerRelativeToReplacedTrigger = true);
        services.AddQuartzHostedService(options => options.WaitForJobsToComplete = true);
        services.AddHostedService<LateJobWatch>();
        services.AddHealthChecks().AddCheck<LateJobCheck>("jobs");
    }

    private static void UseOwnDatabase(IPersistentStoreBuilder store, bool clustered)
    {
        store.ConfigureStore(options => options.StoreJobDataAsStrings = true);
        if (clustered)
        {
            store.UsePostgres(source => source.ConnectionStringName = "Portal");
            store.UseClustering();
        }
        else
        {
            store.UseSqlite(source => source.DataSourceFactory = SqliteJobStore.Open);
        }
    }
}

/// <summary>Settings under <c>Jobs</c>.</summary>
internal sealed class JobOptions
{
    /// <summary>Run scheduled jobs on this node. Default true; false for a node that only serves.</summary>
    public bool Enabled { get; init; } = true;
}
