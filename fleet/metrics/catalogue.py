"""Every metric. Data, not code: the page, the reference, the alert rules' tests and the dashboards' tests read it.

`spec` names the item of the specification's "Monitoring Metrics" that a metric answers.
"""

from agents.runtime.placement import CAUSES
from fleet.metrics.model import Label, Metric
from tables.measures import AGES_S, BATCH_RECORDS, LONG_S, READ_S, SHORT_S

__all__ = ["CATALOGUE"]

# -- labels
_TOPIC = Label("topic", of="the topic catalogue")
_PARTITION = Label("partition", of="six numbers")
_TABLE = Label("table", of="the topology")
_AGENT = Label("agent", of="the topology")
_CODE = Label("code", of="error codes of the code, some 30")
_PROJECTION = Label("projection", of="`redis`, and the parts of the archive: `events`, `mastery`, `dead-letters`")

# -- volume
RECORDS = Metric(
    "fleet_records_total",
    "counter",
    "Records that an agent has read, by what became of them; applied are those folded or answered.",
    (_AGENT, _TOPIC, Label("outcome", ("applied", "duplicate", "dead_letter", "rerouted"))),
    spec="Events per second per topic; event processing success rate; duplicate event rate",
)
MISPLACED = Metric(
    "fleet_records_misplaced_total",
    "counter",
    "Records on another partition than their student's, by what their producer has to change; they are rerouted.",
    (_TOPIC, Label("cause", CAUSES)),
)
SENT = Metric(
    "fleet_records_sent_total",
    "counter",
    "Records that this worker sent and the broker confirmed, changelogs apart.",
    (_TOPIC,),
    spec="Events per second per topic",
)
CLAMPED = Metric(
    "fleet_scores_clamped_total", "counter", "Records applied of which a score was out of range.", (_AGENT, _TOPIC)
)
FAILURES = Metric(
    "fleet_record_failures_total",
    "counter",
    "Records that became dead letters, by error code; invalid, undecodable and unknown_schema are about the schema.",
    (_AGENT, _TOPIC, _CODE),
    spec="Schema validation failures",
)
STORE_FILES = Metric(
    "fleet_store_file_bytes",
    "gauge",
    "Size of a table partition's RocksDB files, its log included.",
    (_TABLE, _PARTITION),
    spec="State store size growth",
)
STORE_MEMORY = Metric(
    "fleet_store_buffer_bytes",
    "gauge",
    "Size of a table partition's RocksDB write buffers in memory.",
    (_TABLE, _PARTITION),
    spec="State store size growth",
)
STORE_KEYS = Metric(
    "fleet_store_keys", "gauge", "Keys of a table partition, by RocksDB's estimate.", (_TABLE, _PARTITION)
)
TOPIC_BYTES = Metric(
    "fleet_topic_size_bytes",
    "gauge",
    "Size of a topic on the brokers' disks, all replicas; every worker tells the same: take the maximum.",
    (_TOPIC,),
    spec="Kafka storage usage",
)
OPEN = Metric(
    "fleet_dead_letters_open",
    "gauge",
    "Dead letters that are open on this worker's partitions, by state; permanent ones wait for a person.",
    (Label("state", ("waiting", "retrying", "permanent")),),
    spec="DLQ depth and age",
)
OLDEST = Metric(
    "fleet_dead_letters_oldest_age_seconds",
    "gauge",
    "Age of the oldest open dead letter of this worker's partitions; 0 where none is open.",
    spec="DLQ depth and age",
)

# -- quality
CHECKS = Metric(
    "fleet_consistency_checks_total",
    "counter",
    "Checks of a copy, by what came out: its stored positions, or some values; behind and away are no fault.",
    (
        Label("check", of="`redis` and `archive`'s parts, each `_positions` or `_values`"),
        Label("outcome", ("agree", "differ", "behind", "away")),
    ),
    spec="State consistency checks",
)
IMBALANCE = Metric(
    "fleet_ledger_imbalance_records",
    "gauge",
    "Records read from a source partition less those that ended one way or the other: 0, or the code is wrong.",
    (_TABLE, _TOPIC, _PARTITION),
    spec="State consistency checks",
)
ALARMS = Metric(
    "fleet_alarms_total",
    "counter",
    "Alarms, such as a dead letter that turned permanent, by kind.",
    (Label("kind", of="kinds of alarms of the code"),),
)
UNTOLD = Metric("fleet_alarms_untold_total", "counter", "Alarms that the webhook did not take.")
PAUSED = Metric(
    "fleet_partition_paused",
    "gauge",
    "1 while the breaker has a source partition paused.",
    (_TOPIC, _PARTITION),
)
RETRIES = Metric("fleet_retries_total", "counter", "Copies of failed records that were sent again by themselves.")

# -- performance
AGE = Metric(
    "fleet_record_age_seconds",
    "histogram",
    "Time from a record's append to its effects: of each batch its first record, of requests each.",
    (_AGENT, _TOPIC),
    spec="Event processing latency per agent",
    bounds=AGES_S,
)
ANSWER = Metric(
    "fleet_answer_seconds",
    "histogram",
    "Time that an agent took for an answer, over HTTP and Kafka, waiting for room included.",
    (_AGENT,),
    spec="Event processing latency per agent",
    bounds=SHORT_S,
)
ANSWERS = Metric(
    "fleet_answers_total",
    "counter",
    "Answers of an agent, by how they ended: answered, or an error code.",
    (_AGENT, _CODE),
    spec="Event processing success rate",
)
BATCH = Metric(
    "fleet_batch_records", "histogram", "Records of a batch that was committed.", (_AGENT, _TOPIC), bounds=BATCH_RECORDS
)
FOLD = Metric("fleet_fold_seconds", "histogram", "Time to judge and fold a batch.", (_AGENT, _TOPIC), bounds=SHORT_S)
COMMIT = Metric(
    "fleet_commit_seconds", "histogram", "Time of a batch's Kafka transaction.", (_AGENT, _TOPIC), bounds=SHORT_S
)
STORE_READ = Metric(
    "fleet_store_read_seconds",
    "histogram",
    "Time of a look-up in RocksDB; one of 32 is timed.",
    (_TABLE,),
    spec="State store read/write latency",
    bounds=READ_S,
)
STORE_WRITE = Metric(
    "fleet_store_write_seconds",
    "histogram",
    "Time of a write of a batch's changes to RocksDB.",
    (_TABLE,),
    spec="State store read/write latency",
    bounds=SHORT_S,
)
CLOSED = Metric(
    "fleet_dead_letter_closed_seconds",
    "histogram",
    "Time from a record's first failure until its dead letter was closed, by how that was.",
    (Label("state", ("resolved", "superseded", "discarded")),),
    spec="DLQ processing time",
    bounds=LONG_S,
)
RECOVERY = Metric(
    "fleet_recovery_seconds",
    "histogram",
    "Time from an assignment until its partitions of a table are fenced, restored and owned.",
    (_TABLE,),
    spec="Recovery time from failures",
    bounds=LONG_S,
)
RESTORED = Metric("fleet_restored_records_total", "counter", "Records read from changelogs to take over.", (_TABLE,))
REMAINING = Metric(
    "fleet_restore_remaining_records",
    "gauge",
    "Changelog offsets that a restore under way has still to read.",
    (_TABLE, _PARTITION),
)
STILL = Metric(
    "fleet_restore_still_seconds",
    "gauge",
    "Time for which a restore under way has got nothing.",
    (_TABLE, _PARTITION),
)
STANDBY_LAG = Metric(
    "fleet_standby_lag_records", "gauge", "Changelog offsets that a standby is behind.", (_TABLE, _PARTITION)
)

# -- the worker in its group
LAG = Metric(
    "fleet_consumer_lag_records",
    "gauge",
    "Offsets of a source partition that are not processed yet, transaction markers included.",
    (_TOPIC, _PARTITION),
)
READY = Metric("fleet_ready", "gauge", "1 while the worker is ready, see /health/ready.")
UP = Metric(
    "fleet_dependency_up",
    "gauge",
    "1 while what the worker depends on answers.",
    (Label("dependency", ("broker", "dead_letters", "redis", "runner", "postgres", "registry", "disk")),),
)
REBALANCING = Metric("fleet_rebalancing", "gauge", "1 while the group is being rearranged.")
REBALANCES = Metric("fleet_rebalances_total", "counter", "Assignments taken over completely.")
ASSIGNED = Metric("fleet_partitions_assigned", "gauge", "Partitions that the group gave to this worker.", (_TABLE,))
OWNED = Metric("fleet_partitions_owned", "gauge", "Partitions that are fenced, restored and open.", (_TABLE,))
LOOP = Metric(
    "fleet_loop_lag_seconds",
    "histogram",
    "Time by which the event loop's beat, two a second, came late.",
    bounds=SHORT_S,
)

# -- projections
COPY_LAG = Metric(
    "fleet_projection_lag_records", "gauge", "Offsets that a projection is behind its topic.", (_PROJECTION,)
)
COPY_AGE = Metric(
    "fleet_projection_lag_seconds", "gauge", "Age of the oldest record not yet in a projection.", (_PROJECTION,)
)
COPY_CONNECTED = Metric(
    "fleet_projection_connected",
    "gauge",
    "1 while an end of a projection answers.",
    (_PROJECTION, Label("end", ("broker", "target"))),
)
COPIED = Metric(
    "fleet_projection_values_total",
    "counter",
    "Values of a projection: written, had in a newer version, or refused by the store for good.",
    (_PROJECTION, Label("outcome", ("applied", "stale", "quarantined"))),
)
COPY_REWINDS = Metric(
    "fleet_projection_rewinds_total", "counter", "How often a projection went back to stored positions.", (_PROJECTION,)
)

# -- work in other processes
RUNNER_UP = Metric("fleet_runner_available", "gauge", "1 while students' programs can be run.")
RUNNER_PROGRAMS = Metric(
    "fleet_runner_programs", "gauge", "Students' programs.", (Label("state", ("running", "waiting")),)
)
RUNNER_PREPARED = Metric("fleet_runner_prepared_processes", "gauge", "Processes that wait for a program.")
RUNNER_RUNS = Metric(
    "fleet_runner_runs_total",
    "counter",
    "Runs of programs, by how they ended.",
    (Label("status", of="statuses of a run"),),
)
RUNNER_LOST = Metric(
    "fleet_runner_lost_total", "counter", "How often the process that makes the runner's others ended."
)
CPU_PROCESSES = Metric("fleet_cpu_pool_processes", "gauge", "Processes for CPU work.")
CPU_JOBS = Metric(
    "fleet_cpu_pool_pending_jobs",
    "gauge",
    "Jobs of CPU work that are not done.",
    (Label("state", ("busy", "waiting")),),
)
CPU_DONE = Metric(
    "fleet_cpu_pool_jobs_total",
    "counter",
    "Jobs of CPU work, by how they ended; remembered ones took no process.",
    (Label("outcome", ("done", "remembered", "lost")),),
)

# -- HTTP and the machine
HTTP = Metric(
    "fleet_http_request_seconds",
    "histogram",
    "Time of HTTP requests, by route, method and status.",
    (
        Label("route", of="the routes; other for what has none"),
        Label("method", ("GET", "HEAD", "POST", "OTHER")),
        Label("status", of="statuses of HTTP"),
    ),
    bounds=SHORT_S,
)
DISK_FREE = Metric("fleet_disk_free_bytes", "gauge", "Room on the disk of FLEET_DATA_DIR for this user.")
DISK_SIZE = Metric("fleet_disk_size_bytes", "gauge", "Size of that disk.")
BUILD = Metric("fleet_build_info", "gauge", "1, with the version as a label.", (Label("version", of="one"),))
UNREAD = Metric(
    "fleet_metrics_errors_total",
    "counter",
    "Readings that failed: their metrics are missing from the page.",
    (Label("reading", of="parts of this page"),),
)

CATALOGUE: tuple[Metric, ...] = tuple(one for one in list(globals().values()) if isinstance(one, Metric))
"""In the order of this file."""
