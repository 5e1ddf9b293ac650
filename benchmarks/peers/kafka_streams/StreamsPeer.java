import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.util.Utf8;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/**
 * The mastery fold as a Kafka Streams application: Avro in, one JSON value per student in a logged RocksDB store.
 *
 * Arguments: brokers, application id, state folder, schema file, records, processing guarantee, threads.
 * Prints one line of figures in the form of benchmarks/meter.py, and ends.
 */
public final class StreamsPeer {
    private static final int WIRE_HEADER = 5; // magic byte and schema id
    private static final double TOLERANCE = 0.001;

    record Scores(
            @JsonProperty("completion") double completion,
            @JsonProperty("quiz") double quiz,
            @JsonProperty("quality") double quality,
            @JsonProperty("consistency") double consistency) {
        double mastery() {
            return 0.4 * completion + 0.3 * quiz + 0.2 * quality + 0.1 * consistency;
        }
    }

    record Component(
            @JsonProperty("scores") Scores scores,
            @JsonProperty("mastery") double mastery,
            @JsonProperty("timestamp") long timestamp,
            @JsonProperty("key") String key) {}

    /** Prints the figures when the last record is done. */
    private static final class Meter {
        private final long target;
        private final AtomicLong done = new AtomicLong();
        private final AtomicLong began = new AtomicLong();
        private volatile long cpuAtBegin;

        Meter(long target) {
            this.target = target;
        }

        void begin() {
            if (began.get() == 0 && began.compareAndSet(0, System.nanoTime())) {
                cpuAtBegin = cpu();
            }
        }

        void add() {
            if (done.incrementAndGet() == target) {
                System.out.println(String.format(Locale.ROOT,
                        "{\"records\": %d, \"began\": %.6f, \"ended\": %.6f, \"cpu_s\": %.3f, \"peak_mb\": %d}",
                        target, began.get() / 1e9, System.nanoTime() / 1e9, (cpu() - cpuAtBegin) / 1e9,
                        peakMegabytes()));
                System.out.flush();
                Runtime.getRuntime().halt(0);
            }
        }

        private static long cpu() {
            var system = ManagementFactory.getOperatingSystemMXBean();
            return ((com.sun.management.OperatingSystemMXBean) system).getProcessCpuTime();
        }

        private static long peakMegabytes() {
            try {
                for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                    if (line.startsWith("VmHWM:")) {
                        return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return 0;
        }
    }

    private static final class Fold implements Processor<byte[], byte[], Void, Void> {
        private final GenericDatumReader<GenericRecord> reader;
        private final Meter meter;
        private KeyValueStore<String, Map<String, Component>> store;
        private BinaryDecoder decoder;
        private GenericRecord event;

        Fold(Schema schema, Meter meter) {
            this.reader = new GenericDatumReader<>(schema);
            this.meter = meter;
        }

        @Override
        public void init(ProcessorContext<Void, Void> context) {
            store = context.getStateStore("mastery");
        }

        @Override
        public void process(Record<byte[], byte[]> record) {
            meter.begin();
            try {
                fold(record.value());
            } catch (IOException | RuntimeException e) {
                // A record that cannot be decoded or does not add up: the fleet makes a dead letter of it.
            }
            meter.add();
        }

        private void fold(byte[] value) throws IOException {
            if (value[0] != 0) {
                throw new IOException("no wire format");
            }
            decoder = DecoderFactory.get().binaryDecoder(value, WIRE_HEADER, value.length - WIRE_HEADER, decoder);
            event = reader.read(event, decoder);
            GenericRecord given = (GenericRecord) event.get("scores");
            Scores scores = new Scores((double) given.get("completion"), (double) given.get("quiz"),
                    (double) given.get("quality"), (double) given.get("consistency"));
            double mastery = scores.mastery();
            if (!(Math.abs(mastery - (double) event.get("mastery")) <= TOLERANCE)) {
                throw new IOException("mastery does not follow from the scores");
            }
            String student = text("student_id");
            Map<String, Component> state = store.get(student);
            if (state == null) {
                state = new HashMap<>();
            }
            state.put(text("component"),
                    new Component(scores, mastery, (long) event.get("timestamp"), text("idempotency_key")));
            store.put(student, state);
        }

        private String text(String field) {
            Object value = event.get(field);
            return value instanceof Utf8 ? value.toString() : (String) value;
        }
    }

    private static Serde<Map<String, Component>> json() {
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

    public static void main(String[] arguments) throws IOException {
        Schema schema = new Schema.Parser().parse(Files.readString(Path.of(arguments[3])));
        Meter meter = new Meter(Long.parseLong(arguments[4]));
        Properties settings = new Properties();
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, arguments[0]);
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, arguments[1]);
        settings.put(StreamsConfig.STATE_DIR_CONFIG, arguments[2]);
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, arguments[5]);
        settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, arguments[6]);
        settings.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, "1");
        settings.put("auto.offset.reset", "earliest");
        Topology topology = new Topology();
        topology.addSource("source", Serdes.ByteArray().deserializer(), Serdes.ByteArray().deserializer(),
                "learning.events");
        topology.addProcessor("fold", () -> new Fold(schema, meter), "source");
        topology.addStateStore(Stores.keyValueStoreBuilder(
                Stores.persistentKeyValueStore("mastery"), Serdes.String(), json())
                .withLoggingEnabled(Map.of()).withCachingEnabled(), "fold");
        KafkaStreams streams = new KafkaStreams(topology, settings);
        streams.start();
    }
}
