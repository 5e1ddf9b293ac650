import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.KeyValueStore;

/** Less to do: the last event of each component, one JSON value a student, no more. */
final class LeanFold {
    /** What is kept of an event. */
    record Component(Scores scores, long timestamp, String key) {}

    private final Event.Reader reader = new Event.Reader();
    private final KeyValueStore<String, Map<String, Component>> store;

    LeanFold(KeyValueStore<String, Map<String, Component>> store) {
        this.store = store;
    }

    void apply(byte[] raw, long appendMs) {
        Event event = reader.read(raw, appendMs);
        if (event == null) {
            return;
        }
        Map<String, Component> state = store.get(event.student());
        if (state == null) {
            state = new HashMap<>();
        }
        state.put(event.component(), new Component(event.scores(), event.timestamp(), event.key()));
        store.put(event.student(), state);
    }

    static Serde<Map<String, Component>> serde() {
        ObjectMapper mapper = new ObjectMapper();
        TypeReference<Map<String, Component>> type = new TypeReference<>() {};
        ObjectWriter writer = mapper.writerFor(type);
        ObjectReader reader = mapper.readerFor(type);
        return Serdes.serdeFrom(
                (topic, value) -> {
                    try {
                        return value == null ? null : writer.writeValueAsBytes(value);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                (topic, bytes) -> {
                    try {
                        return bytes == null ? null : reader.readValue(bytes);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
    }
}
