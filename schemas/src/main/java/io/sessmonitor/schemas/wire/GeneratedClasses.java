package io.sessmonitor.schemas.wire;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;

/**
 * Avro's model for one generated class and those beside it. Avro loads no class that a schema names unless told to trust it, by a
 * setting for the whole JVM; here the caller's own class says enough: it and the named types of its package are trusted, and nothing
 * that a schema from elsewhere may name.
 */
public final class GeneratedClasses extends SpecificData {

    private final Class<?> type;
    private final Map<String, Class<?>> loaded = new ConcurrentHashMap<>();

    /** The model for a generated class and those of its package. */
    public GeneratedClasses(Class<?> type) {
        super(type.getClassLoader());
        this.type = type;
        SpecificData.getForClass(type).getConversions().forEach(this::addLogicalTypeConversion);
    }

    @Override
    @SuppressWarnings("rawtypes") // so declared by Avro
    public Class getClass(Schema schema) {
        return switch (schema.getType()) {
            case RECORD, ENUM, FIXED -> {
                boolean beside = type.getPackageName().equals(schema.getNamespace());
                yield beside ? loaded.computeIfAbsent(schema.getFullName(), this::load) : super.getClass(schema);
            }
            default -> super.getClass(schema);
        };
    }

    /**
     * Avro's faster reader is kept from subclasses, as some change how records are made; this one only changes where classes are
     * found, which that reader asks for too.
     */
    @Override
    public boolean isFastReaderEnabled() {
        return true;
    }

    private Class<?> load(String name) {
        try {
            return Class.forName(name, true, type.getClassLoader());
        } catch (ClassNotFoundException e) {
            return null;
        }
    }
}
