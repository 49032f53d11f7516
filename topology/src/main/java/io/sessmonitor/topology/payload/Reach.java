package io.sessmonitor.topology.payload;

import java.net.Inet4Address;
import java.net.InetAddress;

/** How far an IP address reaches. What is not known to be public is not. */
enum Reach {
    /** Anywhere on the Internet. */
    PUBLIC,
    /** This machine, or the network of whoever runs it. */
    PRIVATE,
    /** Nowhere a picture could be: link-local, where clouds keep their secrets, multicast, reserved. */
    NEVER;

    static Reach of(InetAddress address) {
        if (address.isAnyLocalAddress() || address.isLinkLocalAddress() || address.isMulticastAddress()) {
            return NEVER;
        }
        if (address.isLoopbackAddress()) {
            return PRIVATE;
        }
        byte[] bytes = address.getAddress();
        int first = bytes[0] & 0xff;
        int second = bytes[1] & 0xff;
        // An IPv4 address written as IPv6 is an Inet4Address already.
        return address instanceof Inet4Address
                ? of4(address, first, second, bytes[2] & 0xff)
                : of6(first, second, bytes[2] & 0xff, bytes[3] & 0xff);
    }

    private static Reach of4(InetAddress address, int first, int second, int third) {
        // 100.64.0.0/10 is shared by customers of one provider.
        if (address.isSiteLocalAddress() || (first == 100 && second >= 64 && second < 128)) {
            return PRIVATE;
        }
        boolean reserved = first == 0
                || first >= 240
                || (first == 192 && second == 0 && (third == 0 || third == 2))
                || (first == 192 && second == 88 && third == 99)
                || (first == 198 && (second == 18 || second == 19))
                || (first == 198 && second == 51 && third == 100)
                || (first == 203 && second == 0 && third == 113);
        return reserved ? NEVER : PUBLIC;
    }

    private static Reach of6(int first, int second, int third, int fourth) {
        if ((first & 0xfe) == 0xfc) {
            return PRIVATE;
        }
        // Of 2000::/3, all that is given out, tunnels (2002::/16, 2001::/32) may end at any IPv4 address.
        boolean tunnel = first == 0x20 && (second == 0x02 || (second == 0x01 && third == 0 && fourth == 0));
        boolean examples = first == 0x20 && second == 0x01 && third == 0x0d && fourth == 0xb8;
        return (first & 0xe0) == 0x20 && !tunnel && !examples ? PUBLIC : NEVER;
    }
}
