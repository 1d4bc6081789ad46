using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace WictzPortal.Plans;

/// <summary>A network as people write it: one address, or an address with the length of its prefix.</summary>
public static class Network
{
    private const int MappedBits = 96;      // RFC 4291, 2.5.5.2: an IPv4 address within IPv6 is its last 32 bits

    /// <summary>
    /// The network in CIDR form, with nothing set behind its prefix: <c>192.0.2.9/24</c> is <c>192.0.2.0/24</c>, an address alone is a
    /// network of one. Null when the text is none. Addresses in forms that programs read differently, such as <c>010.0.0.1</c>, are none.
    /// </summary>
    public static string? Parse(string text)
    {
        var parts = text.Trim().Split('/');
        if (parts.Length > 2 || AddressOf(parts[0]) is not { } address)
        {
            return null;
        }

        var bits = address.GetAddressBytes().Length * 8;
        var length = bits;
        if (parts.Length == 2 && (!int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out length) || length > bits))
        {
            return null;
        }

        if (address.IsIPv4MappedToIPv6 && length >= MappedBits)
        {
            (address, length) = (address.MapToIPv4(), length - MappedBits);
        }

        return new IPNetwork(Cut(address, length), length).ToString();
    }

    private static IPAddress? AddressOf(string text)
    {
        if (text.AsSpan().IndexOfAny('[', ']', '%') >= 0 || !IPAddress.TryParse(text, out var address))
        {
            return null;
        }

        return address.AddressFamily == AddressFamily.InterNetworkV6 || address.ToString() == text ? address : null;
    }

    private static IPAddress Cut(IPAddress address, int length)
    {
        var bytes = address.GetAddressBytes();
        for (var i = 0; i < bytes.Length; i++)
        {
            var kept = Math.Clamp(length - (i * 8), 0, 8);
            bytes[i] &= (byte)(0xFF << (8 - kept));
        }

        return new IPAddress(bytes);
    }
}
