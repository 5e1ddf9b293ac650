import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;

/**
 * A progress event that keeps the rules of docs/data-model.md. Read field by field in the order of the schema, as
 * Avro's generated classes do.
 */
record Event(String eventId, String eventType, long timestamp, String student, String component, Scores scores,
        String key) {
    private static final int WIRE_HEADER = 5; // magic byte and schema id
    private static final int SCHEMA_ID = 1;
    private static final double TOLERANCE = 0.001 + 1e-9;
    private static final long DAY_MS = 86_400_000L;
    private static final long LATENESS_MS = 7 * DAY_MS;
    private static final long AHEAD_MS = 300_000L;
    private static final long TIMESTAMP_LIMIT = 1L << 53;

    /** Reads events one after the other; not for use by two threads. */
    static final class Reader {
        private BinaryDecoder decoder;

        /** The event, or null for what the fleet makes a dead letter of. */
        Event read(byte[] raw, long watermark) {
            if (raw == null || raw.length < WIRE_HEADER || raw[0] != 0 || raw[1] != 0 || raw[2] != 0 || raw[3] != 0
                    || raw[4] != SCHEMA_ID) {
                return null;
            }
            decoder = DecoderFactory.get().binaryDecoder(raw, WIRE_HEADER, raw.length - WIRE_HEADER, decoder);
            try {
                return read(watermark);
            } catch (IOException | RuntimeException damaged) {
                return null;
            }
        }

        private Event read(long watermark) throws IOException {
            String eventId = decoder.readString();
            String eventType = decoder.readString();
            long timestamp = decoder.readLong();
            String version = decoder.readString();
            String student = decoder.readString();
            String component = decoder.readString();
            double completion = clamped(decoder.readDouble());
            double quiz = clamped(decoder.readDouble());
            double quality = clamped(decoder.readDouble());
            double consistency = clamped(decoder.readDouble());
            double mastery = decoder.readDouble();
            String key = decoder.readString();
            double expected = (4.0 * completion + 3.0 * quiz + 2.0 * quality + consistency) / 10.0;
            // The comparison is not true of NaN, which `clamped` gives for what is not finite.
            if (!(Math.abs(mastery - expected) <= TOLERANCE) || !decoder.isEnd()
                    || timestamp <= 0 || timestamp >= TIMESTAMP_LIMIT
                    || timestamp < watermark - LATENESS_MS || timestamp > watermark + AHEAD_MS
                    || !isVersion(version) || !isText(eventId, 100) || !isText(eventType, 50) || !isText(key, 200)
                    || !isName(student) || !isName(component)) {
                return null;
            }
            return new Event(eventId, eventType, timestamp, student, component,
                    new Scores(scaled(completion), scaled(quiz), scaled(quality), scaled(consistency)), key);
        }
    }

    long day() {
        return timestamp / DAY_MS;
    }

    /** 64 bits of what the event says; its id is no part of it. */
    long contentHash() {
        long hash = hash(0xcbf29ce484222325L, component);
        for (long part : new long[] {timestamp, scores.completion(), scores.quiz(), scores.quality(),
            scores.consistency()}) {
            hash = mixed(hash ^ part);
        }
        return hash(hash, eventType);
    }

    String keyHash() {
        return Long.toHexString(hash(0xcbf29ce484222325L, key));
    }

    private static long hash(long seed, String text) {
        long hash = seed;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        return mixed(hash);
    }

    private static long mixed(long hash) {
        long once = (hash ^ hash >>> 33) * 0xff51afd7ed558ccdL;
        return once ^ once >>> 33;
    }

    private static double clamped(double score) {
        return Double.isFinite(score) ? Math.min(1.0, Math.max(0.0, score)) : Double.NaN;
    }

    private static int scaled(double score) {
        double wide = score * 10_000;
        if (Math.abs(wide - Math.floor(wide) - 0.5) < 1e-6) { // a half, or nearly: only decimals tell
            return new BigDecimal(score).setScale(4, RoundingMode.HALF_EVEN).movePointRight(4).intValueExact();
        }
        return (int) Math.rint(wide);
    }

    private static boolean isVersion(String text) {
        if (text.equals("1.0")) {
            return true;
        }
        return text.matches("1\\.[0-9]{1,3}");
    }

    private static boolean isName(String text) {
        return isText(text, 50) && text.indexOf(':') < 0 && text.indexOf('@') < 0;
    }

    private static boolean isText(String text, int longest) {
        int length = text.length();
        if (length == 0 || text.charAt(0) == ' ' || text.charAt(length - 1) == ' ') {
            return false;
        }
        for (int i = 0; i < length; i++) {
            char one = text.charAt(i);
            if (one < ' ' || one > '~') {
                return text.codePoints().allMatch(Event::isPrintable) && text.codePointCount(0, length) <= longest;
            }
        }
        return length <= longest;
    }

    private static boolean isPrintable(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED,
                    Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> false;
            case Character.SPACE_SEPARATOR -> point == ' ';
            default -> true;
        };
    }
}
