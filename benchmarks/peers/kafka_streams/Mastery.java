import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/** A public value; stored as the JSON of docs/data-model.md, byte for byte, by Jackson's streaming interface. */
final class Mastery {
    private static final long DAY_MS = 86_400_000L;
    private static final JsonFactory JSON =
            JsonFactory.builder().enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER).build();
    private static final String[] PRINTED = new String[10_001]; // printing doubles would be most of the work
    private static final SerializableString TRACKED = new SerializedString("components_tracked");
    private static final SerializableString UPDATED = new SerializedString("last_updated");
    private static final SerializableString SCORES = new SerializedString("latest_scores");
    private static final SerializableString OVERALL = new SerializedString("overall_mastery");
    private static final SerializableString STUDENT = new SerializedString("student_id");
    private static final SerializableString COMPLETION = new SerializedString("completion");
    private static final SerializableString CONSISTENCY = new SerializedString("consistency");
    private static final SerializableString QUALITY = new SerializedString("quality");
    private static final SerializableString QUIZ = new SerializedString("quiz");

    static {
        for (int i = 0; i <= 10_000; i++) {
            String digits = String.format("%d.%04d", i / 10_000, i % 10_000).replaceAll("0+$", "");
            PRINTED[i] = digits.endsWith(".") ? digits + "0" : digits;
        }
    }

    private final String student;
    final TreeMap<String, Scores> components;
    private final long lastMs;

    private Mastery(String student, TreeMap<String, Scores> components, long lastMs) {
        this.student = student;
        this.components = components;
        this.lastMs = lastMs;
    }

    /** The value after an event won its component; `before` is null for a new student. */
    static Mastery changed(Mastery before, Event event) {
        TreeMap<String, Scores> components = before == null ? new TreeMap<>() : new TreeMap<>(before.components);
        components.put(event.component(), event.scores());
        long lastMs = before == null ? event.timestamp() : Math.max(before.lastMs, event.timestamp());
        return new Mastery(event.student(), components, lastMs);
    }

    long day() {
        return lastMs / DAY_MS;
    }

    static Serde<Mastery> serde() {
        return Serdes.serdeFrom((topic, value) -> value == null ? null : value.dump(),
                (topic, raw) -> raw == null ? null : load(raw));
    }

    byte[] dump() {
        try (ByteArrayBuilder bytes = new ByteArrayBuilder(1024); JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeFieldName(TRACKED);
            json.writeStartArray();
            long total = 0;
            for (String name : components.keySet()) {
                json.writeString(name);
            }
            json.writeEndArray();
            json.writeFieldName(UPDATED);
            json.writeString(isoUtc(lastMs));
            json.writeFieldName(SCORES);
            json.writeStartObject();
            for (Map.Entry<String, Scores> entry : components.entrySet()) {
                Scores scores = entry.getValue();
                total += scores.weight();
                json.writeFieldName(entry.getKey());
                json.writeStartObject();
                json.writeFieldName(COMPLETION);
                json.writeNumber(PRINTED[scores.completion()]);
                json.writeFieldName(CONSISTENCY);
                json.writeNumber(PRINTED[scores.consistency()]);
                json.writeFieldName(QUALITY);
                json.writeNumber(PRINTED[scores.quality()]);
                json.writeFieldName(QUIZ);
                json.writeNumber(PRINTED[scores.quiz()]);
                json.writeEndObject();
            }
            json.writeEndObject();
            int count = components.size();
            json.writeFieldName(OVERALL);
            json.writeNumber(PRINTED[(int) ((total + 5L * count) / (10L * count))]);
            json.writeFieldName(STUDENT);
            json.writeString(student);
            json.writeEndObject();
            json.flush();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Mastery load(byte[] raw) {
        String student = null;
        TreeMap<String, Scores> components = new TreeMap<>();
        long lastMs = 0;
        try (JsonParser json = JSON.createParser(raw)) {
            json.nextToken();
            for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
                json.nextToken();
                switch (name) {
                    case "last_updated" -> lastMs = millis(json.getText());
                    case "student_id" -> student = json.getText();
                    case "latest_scores" -> {
                        while (json.nextToken() != JsonToken.END_OBJECT) {
                            components.put(json.currentName(), scores(json));
                        }
                    }
                    default -> json.skipChildren();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Mastery(student, components, lastMs);
    }

    private static Scores scores(JsonParser json) throws IOException {
        json.nextToken();
        int completion = next(json);
        int consistency = next(json);
        int quality = next(json);
        int quiz = next(json);
        json.nextToken();
        return new Scores(completion, quiz, quality, consistency);
    }

    private static int next(JsonParser json) throws IOException {
        json.nextToken();
        json.nextToken();
        return (int) Math.rint(json.getDoubleValue() * 10_000);
    }

    private static String isoUtc(long millis) {
        char[] text = "yyyy-MM-ddThh:mm:ss.SSSZ".toCharArray();
        LocalDate date = LocalDate.ofEpochDay(millis / DAY_MS);
        int rest = (int) (millis % DAY_MS);
        put(text, 0, 4, date.getYear());
        put(text, 5, 2, date.getMonthValue());
        put(text, 8, 2, date.getDayOfMonth());
        put(text, 11, 2, rest / 3_600_000);
        put(text, 14, 2, rest / 60_000 % 60);
        put(text, 17, 2, rest / 1000 % 60);
        put(text, 20, 3, rest % 1000);
        return new String(text);
    }

    private static void put(char[] text, int at, int digits, int value) {
        int rest = value;
        for (int i = at + digits - 1; i >= at; i--) {
            text[i] = (char) ('0' + rest % 10);
            rest /= 10;
        }
    }

    private static long millis(String iso) {
        long day = LocalDate.of(number(iso, 0, 4), number(iso, 5, 2), number(iso, 8, 2)).toEpochDay();
        return day * DAY_MS + number(iso, 11, 2) * 3_600_000L + number(iso, 14, 2) * 60_000L
                + number(iso, 17, 2) * 1000L + number(iso, 20, 3);
    }

    private static int number(String text, int at, int digits) {
        int value = 0;
        for (int i = at; i < at + digits; i++) {
            value = 10 * value + text.charAt(i) - '0';
        }
        return value;
    }
}
