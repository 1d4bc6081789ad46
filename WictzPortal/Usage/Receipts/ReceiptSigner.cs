using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Usage;

/// <summary>Signs receipts.</summary>
internal sealed class ReceiptSigner(Vault vault, PortalAddress address)
{
    public Task<SigningKey> KeyAsync(CancellationToken cancellationToken) => SigningKey.ForAsync(vault, "receipts", cancellationToken);

    public async Task<SignedReceipt> SignAsync(Receipt receipt, CancellationToken cancellationToken)
    {
        var key = await KeyAsync(cancellationToken);
        var json = ReceiptJson.Write(receipt, address.Root, key.Id);
        return new SignedReceipt(receipt, address.Root, json, key.Sign(json), key.Id);
    }
}
