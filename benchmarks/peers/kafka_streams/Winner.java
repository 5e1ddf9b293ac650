import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/** The event of a component and day that counts: the greatest by timestamp, event id, scores. */
record Winner(long timestamp, String eventId, Scores scores) implements Comparable<Winner> {
    private static final int FIXED = Long.BYTES + 4 * Short.BYTES;

    static Winner of(Event event) {
        return new Winner(event.timestamp(), event.eventId(), event.scores());
    }

    @Override
    public int compareTo(Winner other) {
        int order = Long.compare(timestamp, other.timestamp);
        order = order != 0 ? order : eventId.compareTo(other.eventId);
        return order != 0 ? order : scores.compareTo(other.scores);
    }

    static Serde<Winner> serde() {
        return Serdes.serdeFrom((topic, winner) -> winner == null ? null : winner.dump(),
                (topic, raw) -> raw == null ? null : load(raw));
    }

    private byte[] dump() {
        byte[] id = eventId.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(FIXED + id.length).putLong(timestamp)
                .putShort((short) scores.completion()).putShort((short) scores.quiz())
                .putShort((short) scores.quality()).putShort((short) scores.consistency()).put(id).array();
    }

    private static Winner load(byte[] raw) {
        ByteBuffer buffer = ByteBuffer.wrap(raw);
        long timestamp = buffer.getLong();
        Scores scores = new Scores(buffer.getShort(), buffer.getShort(), buffer.getShort(), buffer.getShort());
        return new Winner(timestamp, new String(raw, FIXED, raw.length - FIXED, StandardCharsets.UTF_8), scores);
    }
}
