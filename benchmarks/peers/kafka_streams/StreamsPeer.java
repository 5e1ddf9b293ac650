import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The fleet's fold as a Kafka Streams application: Avro in, public values as JSON in logged, cached RocksDB stores.
 *
 * Arguments: brokers, application id, state folder, records, processing guarantee, threads, `full` or `lean`.
 * It is measured from the first record until everything is committed: values in the changelogs, offsets in the group.
 * Prints one line of figures in the form of benchmarks/meter.py, and ends.
 */
public final class StreamsPeer {
    /** One task's work on a record. */
    private interface Work {
        void on(Record<byte[], byte[]> record);
    }

    private static final class Step implements Processor<byte[], byte[], Void, Void> {
        private final Function<ProcessorContext<Void, Void>, Work> make;
        private final Meter meter;
        private ProcessorContext<Void, Void> context;
        private Work work;

        Step(Function<ProcessorContext<Void, Void>, Work> make, Meter meter) {
            this.make = make;
            this.meter = meter;
        }

        @Override
        public void init(ProcessorContext<Void, Void> given) {
            context = given;
            work = make.apply(given);
            // The last commit would otherwise come with the commit interval, up to 30 s later.
            context.schedule(Duration.ofMillis(10), PunctuationType.WALL_CLOCK_TIME, now -> commitAtEnd());
        }

        @Override
        public void process(Record<byte[], byte[]> record) {
            meter.begin();
            work.on(record);
            meter.add();
            commitAtEnd();
        }

        private void commitAtEnd() {
            if (meter.allRead()) {
                context.commit();
            }
        }
    }

    private static final LongAdder[] OUTCOMES = {new LongAdder(), new LongAdder(), new LongAdder()};

    private static Work full(ProcessorContext<Void, Void> context) {
        KeyValueStore<String, Mastery> latest = context.getStateStore("latest");
        KeyValueStore<String, Mastery> days = context.getStateStore("day");
        KeyValueStore<String, Winner> won = context.getStateStore("won");
        KeyValueStore<String, Long> keys = context.getStateStore("keys");
        Fold fold = new Fold(latest, days, won, keys);
        return record -> OUTCOMES[fold.apply(record.value(), record.timestamp()).ordinal()].increment();
    }

    private static Work lean(ProcessorContext<Void, Void> context) {
        KeyValueStore<String, Map<String, LeanFold.Component>> store = context.getStateStore("latest");
        LeanFold fold = new LeanFold(store);
        return record -> fold.apply(record.value(), record.timestamp());
    }

    private static <V> StoreBuilder<KeyValueStore<String, V>> store(String name, Serde<V> serde) {
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(name), Serdes.String(), serde)
                .withLoggingEnabled(Map.of()).withCachingEnabled();
    }

    public static void main(String[] arguments) throws Exception {
        long records = Long.parseLong(arguments[3]);
        boolean isFull = arguments[6].equals("full");
        Meter meter = new Meter(records);
        Properties settings = new Properties();
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, arguments[0]);
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, arguments[1]);
        settings.put(StreamsConfig.STATE_DIR_CONFIG, arguments[2]);
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, arguments[4]);
        settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, arguments[5]);
        settings.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, "1");
        settings.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, System.getProperty("cache", "67108864"));
        settings.put(StreamsConfig.POLL_MS_CONFIG, "10"); // so that an idle thread commits soon at the end
        settings.put("auto.offset.reset", "earliest");
        Topology topology = new Topology();
        topology.addSource("source", Serdes.ByteArray().deserializer(), Serdes.ByteArray().deserializer(),
                "learning.events");
        topology.addProcessor("fold",
                () -> new Step(isFull ? StreamsPeer::full : StreamsPeer::lean, meter), "source");
        if (isFull) {
            topology.addStateStore(store("latest", Mastery.serde()), "fold");
            topology.addStateStore(store("day", Mastery.serde()), "fold");
            topology.addStateStore(store("won", Winner.serde()), "fold");
            topology.addStateStore(store("keys", Serdes.Long()), "fold");
        } else {
            topology.addStateStore(store("latest", LeanFold.serde()), "fold");
        }
        KafkaStreams streams = new KafkaStreams(topology, settings);
        streams.start();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", arguments[0]))) {
            while (!meter.allRead()) {
                Thread.sleep(1);
            }
            while (committed(admin, arguments[1]) < records) {
                Thread.sleep(2);
            }
        }
        meter.stop();
        meter.report(isFull ? outcome(streams) : "");
        Runtime.getRuntime().halt(0);
    }

    /** Offsets begin at 0 and have no holes: their sum is the number of records. */
    private static long committed(Admin admin, String group) throws Exception {
        return admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get().values().stream()
                .filter(one -> one != null).mapToLong(one -> one.offset()).sum();
    }

    private static String outcome(KafkaStreams streams) throws Exception {
        long[] sums = new long[2]; // number, digest
        add(streams, "latest", sums);
        add(streams, "day", sums);
        return String.format("\"applied\": %d, \"duplicates\": %d, \"rejected\": %d, \"values\": %d, \"digest\": %s",
                OUTCOMES[0].sum(), OUTCOMES[1].sum(), OUTCOMES[2].sum(), sums[0], Long.toUnsignedString(sums[1]));
    }

    /** As `digest` in benchmarks/peers/mastery.py. */
    private static void add(KafkaStreams streams, String name, long[] sums) throws Exception {
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        var store = streams.store(
                StoreQueryParameters.fromNameAndType(name, QueryableStoreTypes.<String, Mastery>keyValueStore()));
        try (KeyValueIterator<String, Mastery> found = store.all()) {
            while (found.hasNext()) {
                var one = found.next();
                String key = name.equals("latest")
                        ? "student:" + one.key + ":mastery:latest"
                        : "student:" + one.key.replaceFirst(":", ":mastery:");
                sha256.update(key.getBytes(StandardCharsets.UTF_8));
                sha256.update((byte) 0);
                byte[] hash = sha256.digest(one.value.dump());
                sums[0]++;
                sums[1] += java.nio.ByteBuffer.wrap(hash).getLong();
            }
        }
    }
}
