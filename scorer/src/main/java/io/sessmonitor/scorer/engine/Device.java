package io.sessmonitor.scorer.engine;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where networks run, as a user names it.
 *
 * @param kind the kind of device
 * @param index which GPU, from 0; 0 for the others
 */
public record Device(Kind kind, int index) {

    /** Kinds of device. */
    public enum Kind {
        /** The first GPU if there is a usable one, otherwise the CPU. */
        AUTO,
        CPU,
        CUDA,
        TENSORRT
    }

    private static final Pattern FORM = Pattern.compile("(auto|cpu)|(cuda|tensorrt)(?::(\\d{1,3}))?");

    /**
     * Reads {@code auto}, {@code cpu}, {@code cuda}, {@code cuda:1}, {@code tensorrt} or {@code tensorrt:1}.
     *
     * @throws DeviceException if it is none of these
     */
    public static Device parse(String text) throws DeviceException {
        Matcher form = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!form.matches()) {
            throw new DeviceException("unknown device \"" + text
                    + "\": use auto, cpu, cuda, cuda:N, tensorrt or tensorrt:N, with N the number of the GPU from 0");
        }
        if (form.group(1) != null) {
            return new Device(Kind.valueOf(form.group(1).toUpperCase(Locale.ROOT)), 0);
        }
        int index = form.group(3) == null ? 0 : Integer.parseInt(form.group(3));
        return new Device(Kind.valueOf(form.group(2).toUpperCase(Locale.ROOT)), index);
    }

    boolean gpu() {
        return kind == Kind.CUDA || kind == Kind.TENSORRT;
    }

    /** As {@link #parse} reads it: {@code cpu}, {@code cuda:0}. */
    @Override
    public String toString() {
        String name = kind.name().toLowerCase(Locale.ROOT);
        return gpu() ? name + ":" + index : name;
    }
}
