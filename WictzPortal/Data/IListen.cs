namespace WictzPortal.Data;

/// <summary>
/// Hears of something that a folder higher on the map has done. It runs inside the teller's transaction, so both happen or
/// neither does.
/// </summary>
public interface IListen<in THappened>
{
    Task HearAsync(THappened happened, PortalDb db, CancellationToken cancellationToken);
}
