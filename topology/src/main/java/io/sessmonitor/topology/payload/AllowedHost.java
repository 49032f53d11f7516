package io.sessmonitor.topology.payload;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * One server that http(s) claims may point to: exactly this scheme, host and port.
 *
 * @param host in lower case, an IPv6 address in brackets
 * @param mayBePrivate whether its name may stand for an address in a private network, or for this machine
 */
public record AllowedHost(String scheme, String host, int port, boolean mayBePrivate) {

    /**
     * Reads {@code host}, {@code host:port}, {@code https://host:port} or {@code http://host:port}.
     *
     * @throws IllegalArgumentException if it is none of these
     */
    public static AllowedHost parse(String text, boolean mayBePrivate) {
        String form = "'" + text + "' is not written host, host:port, https://host:port or http://host:port";
        URI uri;
        try {
            uri = new URI(text.contains("://") ? text : "https://" + text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(form, e);
        }
        boolean plain = uri.getHost() != null
                && isHttp(uri)
                && uri.getRawUserInfo() == null
                && uri.getRawPath().isEmpty()
                && uri.getRawQuery() == null
                && uri.getRawFragment() == null;
        if (!plain) {
            throw new IllegalArgumentException(form);
        }
        return new AllowedHost(scheme(uri), host(uri), port(uri), mayBePrivate);
    }

    /** Whether an address, which has a host, is at this server. */
    boolean has(URI uri) {
        return scheme.equals(scheme(uri)) && host.equals(host(uri)) && port == port(uri);
    }

    static boolean isHttp(URI uri) {
        return uri.getScheme() != null
                && (scheme(uri).equals("https") || scheme(uri).equals("http"));
    }

    private static String scheme(URI uri) {
        return uri.getScheme().toLowerCase(Locale.ROOT);
    }

    private static String host(URI uri) {
        return uri.getHost().toLowerCase(Locale.ROOT);
    }

    private static int port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : scheme(uri).equals("https") ? 443 : 80;
    }
}
