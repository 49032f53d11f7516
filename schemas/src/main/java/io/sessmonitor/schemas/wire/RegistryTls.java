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

/** TLS settings of the registry as an {@link SSLContext}. Host names are always verified. */
final class RegistryTls {

    private static final String TRUSTSTORE = "registry.truststore";
    private static final String KEYSTORE = "registry.keystore";
    private static final String KEY_PASSWORD = "registry.keystore.key-password";
    static final Set<String> KEYS = Set.of(
            TRUSTSTORE + ".location",
            TRUSTSTORE + ".password",
            TRUSTSTORE + ".type",
            KEYSTORE + ".location",
            KEYSTORE + ".password",
            KEYSTORE + ".type",
            KEY_PASSWORD);

    private RegistryTls() {}

    /**
     * Makes the context, or returns null if nothing is set and the JVM's defaults hold.
     *
     * @throws IllegalArgumentException if a file cannot be used; the message names the setting and the file
     */
    static SSLContext context(Map<String, String> settings) {
        boolean trust = settings.get(TRUSTSTORE + ".location") != null;
        boolean key = settings.get(KEYSTORE + ".location") != null;
        if (!trust && !key) {
            return null;
        }
        try {
            TrustManagerFactory trusted = null;
            if (trust) {
                trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
                trusted.init(store(TRUSTSTORE, settings));
            }
            KeyManagerFactory own = null;
            if (key) {
                String password =
                        settings.getOrDefault(KEY_PASSWORD, settings.getOrDefault(KEYSTORE + ".password", ""));
                own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
                own.init(store(KEYSTORE, settings), password.toCharArray());
            }
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    own == null ? null : own.getKeyManagers(),
                    trusted == null ? null : trusted.getTrustManagers(),
                    null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "the TLS settings of the registry cannot be used (" + e.getMessage() + "); is " + KEYSTORE
                            + ".password or " + KEY_PASSWORD + " right?",
                    e);
        }
    }

    private static KeyStore store(String which, Map<String, String> settings) throws GeneralSecurityException {
        String location = settings.get(which + ".location");
        String password = settings.get(which + ".password");
        String type = settings.get(which + ".type");
        boolean pem = type == null ? location.matches(".*\\.(pem|crt|cer)") : type.equalsIgnoreCase("PEM");
        if (pem && which.equals(KEYSTORE)) {
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
