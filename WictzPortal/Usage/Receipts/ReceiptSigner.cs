using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Usage;

/// <summary>Signs receipts. The key is made once, is the same on every node, and survives restarts, since the vault keeps its secret.</summary>
internal sealed class ReceiptSigner(Vault vault, PortalAddress address)
{
    public async Task<ReceiptKey> KeyAsync(CancellationToken cancellationToken) =>
        ReceiptKey.From(await vault.SystemKeyAsync("receipts", cancellationToken));

    public async Task<SignedReceipt> SignAsync(Receipt receipt, CancellationToken cancellationToken)
    {
        var key = await KeyAsync(cancellationToken);
        var json = ReceiptJson.Write(receipt, address.Root, key.Id);
        return new SignedReceipt(receipt, address.Root, json, key.Sign(json), key.Id);
    }
}
