package io.sessmonitor.models;

/** Reads bundle.yaml. */
final class BundleYaml {

    static final String FILE = "bundle.yaml";
    static final int MAX_BYTES = 1 << 20;

    private BundleYaml() {}

    static BundleDescriptor parse(byte[] yaml) throws BundleException {
        BundleDescriptor descriptor;
        try {
            descriptor = StrictYaml.read(yaml, BundleDescriptor.class);
        } catch (StrictYaml.MalformedException e) {
            throw new BundleException(BundleException.Problem.MALFORMED, FILE + e.getMessage(), e);
        }
        descriptor.validate();
        return descriptor;
    }
}
