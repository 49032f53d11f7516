package io.sessmonitor.schemas.wire;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * TLS settings of a client, {@code PREFIX.truststore.*} and {@code PREFIX.keystore.*}, as an {@link SSLContext}. Host names
 * are always verified.
 */
public final class TlsSettings {

    private TlsSettings() {}

    /** All keys that may be set, for example {@code registry.truststore.location}. */
    static Set<String> keys(String prefix) {
        return Set.of(
                truststore(prefix) + ".location",
                truststore(prefix) + ".password",
                truststore(prefix) + ".type",
                keystore(prefix) + ".location",
                keystore(prefix) + ".password",
                keystore(prefix) + ".type",
                keyPassword(prefix));
    }

    private static String truststore(String prefix) {
        return prefix + ".truststore";
    }

    private static String keystore(String prefix) {
        return prefix + ".keystore";
    }

    private static String keyPassword(String prefix) {
        return keystore(prefix) + ".key-password";
    }

    /**
     * Makes the context, or returns null if nothing is set and the JVM's defaults hold.
     *
     * @param prefix of the keys, without the dot
     * @throws IllegalArgumentException if a file cannot be used; the message names the setting and the file
     */
    public static SSLContext context(String prefix, Map<String, String> settings) {
        String truststore = truststore(prefix);
        String keystore = keystore(prefix);
        boolean trust = settings.get(truststore + ".location") != null;
        boolean key = settings.get(keystore + ".location") != null;
        if (!trust && !key) {
            return null;
        }
        try {
            TrustManagerFactory trusted = null;
            if (trust) {
                trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
                trusted.init(store(truststore, false, settings));
            }
            KeyManagerFactory own = null;
            if (key) {
                String password =
                        settings.getOrDefault(keyPassword(prefix), settings.getOrDefault(keystore + ".password", ""));
                own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
                own.init(store(keystore, true, settings), password.toCharArray());
            }
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    own == null ? null : own.getKeyManagers(),
                    trusted == null ? null : trusted.getTrustManagers(),
                    null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "the TLS settings " + prefix + ".* cannot be used (" + e.getMessage() + "); is " + keystore
                            + ".password or " + keyPassword(prefix) + " right?",
                    e);
        }
    }

    private static KeyStore store(String which, boolean withKey, Map<String, String> settings)
            throws GeneralSecurityException {
        String location = settings.get(which + ".location");
        String password = settings.get(which + ".password");
        String type = settings.get(which + ".type");
        boolean pem = type == null ? location.matches(".*\\.(pem|crt|cer)") : type.equalsIgnoreCase("PEM");
        if (pem && withKey) {
            throw new IllegalArgumentException(which + ".location is a PKCS12 or JKS file, not PEM: " + location);
        }
        try (InputStream in = Files.newInputStream(Path.of(location))) {
            KeyStore store = KeyStore.getInstance(pem || type == null ? "PKCS12" : type);
            if (!pem) {
                store.load(in, password == null ? null : password.toCharArray());
                return store;
            }
            store.load(null, null);
            int number = 0;
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("trusted-" + number++, certificate);
            }
            if (number == 0) {
                throw new IllegalArgumentException(which + ".location holds no certificate: " + location);
            }
            return store;
        } catch (CertificateException e) {
            throw new IllegalArgumentException(
                    which + ".location holds no certificate: " + location + " (" + e.getMessage() + ")", e);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    which + ".location cannot be read: " + location + " (" + e.getMessage() + "); is " + which
                            + ".password right?",
                    e);
        }
    }
}
