import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The fold over four stores: `latest` by student, `day` by student:day, `won` by student:component:day, and `keys` by
 * student:hash of the idempotency key. One of a task.
 */
final class Fold {
    enum Outcome { APPLIED, DUPLICATE, REJECTED }

    private static final int MAX_COMPONENTS = 200;
    private static final char AFTER_DIGITS = '~';

    private final Event.Reader reader = new Event.Reader();
    private final KeyValueStore<String, Mastery> latest;
    private final KeyValueStore<String, Mastery> days;
    private final KeyValueStore<String, Winner> won;
    private final KeyValueStore<String, Long> keys;
    private final Map<Long, String> names = new HashMap<>(); // of days
    private long watermark;

    Fold(KeyValueStore<String, Mastery> latest, KeyValueStore<String, Mastery> days,
            KeyValueStore<String, Winner> won, KeyValueStore<String, Long> keys) {
        this.latest = latest;
        this.days = days;
        this.won = won;
        this.keys = keys;
    }

    Outcome apply(byte[] raw, long appendMs) {
        watermark = Math.max(watermark, appendMs);
        Event event = reader.read(raw, watermark);
        if (event == null) {
            return Outcome.REJECTED;
        }
        String key = event.student() + ':' + event.keyHash();
        long content = event.contentHash();
        Long known = keys.get(key);
        if (known != null) {
            return known == content ? Outcome.DUPLICATE : Outcome.REJECTED;
        }
        Mastery current = latest.get(event.student());
        boolean isNew = current == null || !current.components.containsKey(event.component());
        if (isNew && current != null && current.components.size() >= MAX_COMPONENTS) {
            return Outcome.REJECTED;
        }
        keys.put(key, content);
        String prefix = event.student() + ':' + event.component() + ':';
        String day = name(event.day());
        Winner winner = Winner.of(event);
        Winner best = isNew ? null : won.get(prefix + day);
        if (best == null || best.compareTo(winner) < 0) {
            won.put(prefix + day, winner);
            if (current == null || event.day() >= current.day()) {
                Mastery value = Mastery.changed(current, event);
                latest.put(event.student(), value);
                days.put(event.student() + ':' + day, value);
            } else {
                applyLate(event, day, nextWonDay(prefix, day), name(current.day()));
            }
        }
        return Outcome.APPLIED;
    }

    /** It counts on its day and on later ones up to the component's next winner. */
    private void applyLate(Event event, String day, String until, String last) {
        String prefix = event.student() + ':';
        List<KeyValue<String, Mastery>> changed = new ArrayList<>();
        try (KeyValueIterator<String, Mastery> found = days.range(prefix + day, prefix + AFTER_DIGITS)) {
            while (found.hasNext()) {
                KeyValue<String, Mastery> one = found.next();
                if (until != null && one.key.compareTo(prefix + until) >= 0) {
                    break;
                }
                changed.add(KeyValue.pair(one.key, Mastery.changed(one.value, event)));
            }
        }
        if (changed.isEmpty() || !changed.get(0).key.equals(prefix + day)) {
            Mastery before = null;
            try (KeyValueIterator<String, Mastery> found = days.reverseRange(prefix, prefix + day)) {
                if (found.hasNext()) {
                    before = found.next().value;
                }
            }
            changed.add(KeyValue.pair(prefix + day, Mastery.changed(before, event)));
        }
        for (KeyValue<String, Mastery> one : changed) {
            days.put(one.key, one.value);
            if (one.key.equals(prefix + last)) {
                latest.put(event.student(), one.value);
            }
        }
    }

    private String nextWonDay(String prefix, String day) {
        try (KeyValueIterator<String, Winner> found = won.range(prefix + day + AFTER_DIGITS, prefix + AFTER_DIGITS)) {
            return found.hasNext() ? found.next().key.substring(prefix.length()) : null;
        }
    }

    private String name(long day) {
        return names.computeIfAbsent(day, one -> LocalDate.ofEpochDay(one).toString());
    }
}
