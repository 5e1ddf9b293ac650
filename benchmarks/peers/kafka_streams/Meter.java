import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/** Counts records from the first work to the last, as benchmarks/meter.py. */
final class Meter {
    private final long target;
    private final AtomicLong done = new AtomicLong();
    private final AtomicLong began = new AtomicLong();
    private volatile long cpuAtBegin;
    private String figures;

    Meter(long target) {
        this.target = target;
    }

    void begin() {
        if (began.get() == 0 && began.compareAndSet(0, System.nanoTime())) {
            cpuAtBegin = cpu();
        }
    }

    void add() {
        done.incrementAndGet();
    }

    boolean allRead() {
        return done.get() >= target;
    }

    /** What follows is not measured. */
    void stop() {
        long ended = System.nanoTime();
        figures = String.format(Locale.ROOT,
                "\"records\": %d, \"began\": %.6f, \"ended\": %.6f, \"cpu_s\": %.3f, \"peak_mb\": %d",
                done.get(), began.get() / 1e9, ended / 1e9, (cpu() - cpuAtBegin) / 1e9, peakMegabytes());
    }

    /** Prints the line; `outcome` is JSON members, or empty. */
    void report(String outcome) {
        System.out.println("{" + figures + (outcome.isEmpty() ? "" : ", ") + outcome + "}");
        System.out.flush();
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
