namespace WictzPortal.Models;

/// <summary>The catalogue in memory: one snapshot that every request reads, swapped whole when the tables change.</summary>
public sealed class Catalog
{
    private volatile CatalogSnapshot _current = CatalogSnapshot.Empty;

    public CatalogSnapshot Current => _current;

    internal void Swap(CatalogSnapshot snapshot) => _current = snapshot;
}
