using System.Net;
using System.Net.Sockets;

namespace WictzPortal.Webhooks;

/// <summary>Which addresses a customer may have us call: those of the public internet, so that nobody reaches what is inside through us.</summary>
internal static class PublicAddresses
{
    // RFC 6890 and its registries; the last IPv6 ones wrap IPv4 addresses (6to4, Teredo, NAT64).
    private static readonly IPNetwork[] Special = [.. new[]
    {
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24",
        "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        "::/127", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8", "100::/64", "2001:db8::/32", "3fff::/20", "5f00::/16",
        "2001::/23", "2002::/16", "64:ff9b::/96", "64:ff9b:1::/48", "::ffff:0:0:0/96",
    }.Select(IPNetwork.Parse)];

    public static bool IsPublic(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return plain.AddressFamily is AddressFamily.InterNetwork or AddressFamily.InterNetworkV6 && !Special.Any(network => network.Contains(plain));
    }
}
