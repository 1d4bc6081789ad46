using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Privacy;

/// <summary>Backups of the data and of the key store, and how restored data loses whoever was erased since.</summary>
internal static class BackupSlice
{
    public static void AddBackup(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<BackupOptions>().BindConfiguration("Backup").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<Backups>();
        services.AddSingleton<IVerb, BackUp>();
        services.AddSingleton<IVerb, Restore>();
        services.AddSingleton<IBeforeServing, LedgerReplay>();
        if (builder.Configuration.GetValue<DatabaseProvider>("Database:Provider") == DatabaseProvider.PostgreSql)
        {
            services.AddSingleton<IDatabaseCopies, PostgresCopies>();
        }
        else
        {
            services.AddSingleton<IDatabaseCopies, SqliteCopies>();
        }
    }
}
