"""Every setting of the fleet: environment variables with the prefix ``FLEET_``, one sentence each.

The reference page is generated from this file; a bound carries its reason in its description.
"""

import re
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from agents.runner.jail.confine import LAYERS
from tables.kafka.login import Login, LoginError, log_in
from tables.projections.redis_url import check_url

__all__ = ["Settings", "SettingsError", "load_settings", "log_in_to_kafka"]


class SettingsError(Exception):
    """A setting cannot be read. Correct the environment variable that the message names and start again."""


class Settings(BaseSettings):
    """What a worker, the local stack and the command line can be told from outside."""

    model_config = SettingsConfigDict(env_prefix="FLEET_", frozen=True, extra="ignore")

    app_id: str = Field(
        "agent-fleet",
        pattern=r"^[a-z0-9][a-z0-9._-]{0,99}$",
        description="Consumer group, prefix of changelogs and of transactional ids; two fleets on one broker need two.",
    )
    # -- addresses
    kafka_brokers: str | None = Field(
        None, description="`host:port[,host:port]` of your own Kafka; without it the local stack starts one."
    )
    kafka_protocol: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = Field(
        "PLAINTEXT", description="Kafka's `security.protocol`, of every client of the fleet."
    )
    kafka_mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] = Field(
        "SCRAM-SHA-512", description="Mechanism of SASL; PLAIN only over TLS, as it sends the password itself."
    )
    kafka_user: str | None = Field(None, description="User of SASL.")
    kafka_password: SecretStr | None = Field(None, description="Password of SASL.")
    kafka_ca_file: Path | None = Field(
        None, description="Certificates (PEM) of who may vouch for the brokers; without it those of the system."
    )
    kafka_cert_file: Path | None = Field(
        None, description="The fleet's own certificate (PEM), where the brokers ask for one."
    )
    kafka_key_file: Path | None = Field(None, description="Its key (PEM), unless that stands in the same file.")
    kafka_key_password: SecretStr | None = Field(None, description="Password of that key.")
    redis_url: str | None = Field(
        None,
        description="`redis://` URL of your own Redis, or `redis-sentinel://` or `redis-cluster://` (docs/redis.md); "
        "without it the local stack starts one.",
    )
    postgres_dsn: str | None = Field(
        None, description="`postgresql://` URL of your own PostgreSQL; without it the local stack starts one."
    )
    web_host: str = Field("127.0.0.1", description="Address on which a worker serves HTTP.")
    web_port: int = Field(6066, ge=1, le=65535, description="Port on which a worker serves HTTP.")
    archive_web_port: int | None = Field(
        None,
        ge=1,
        le=65535,
        description="Port on which `archive` serves its metrics and its health; without it, it serves nothing.",
    )
    advertised_url: str | None = Field(
        None, description="URL under which other workers reach this one; default `http(s)://{web_host}:{web_port}`."
    )
    live_listeners: int = Field(
        32,
        ge=1,
        le=1000,
        description="Pages that may be open on one worker and get what is live: each is sent some kilobytes a second. "
        "Further ones are told to come again, and show what they read at the start.",
    )
    data_dir: Path = Field(Path(".fleet"), description="Folder for table data, the local stack's data and its logs.")
    schema_registry_url: str | None = Field(
        None,
        description="`http(s)://[user:password@]host:port` of a Confluent-compatible schema registry; without it the "
        "registry file of the repository gives the ids. Choose before the first record: ids differ.",
    )
    # -- who may do what over HTTP
    auth: Literal["required", "off"] = Field(
        "required",
        description="Whether callers need a token. Off: everybody may do everything, for development alone.",
    )
    auth_secret: SecretStr | None = Field(
        None,
        min_length=32,
        description="Secret by which HS256 tokens are checked, the same on all workers; random, not a phrase. "
        "`make run` makes one in the data folder.",
    )
    auth_jwks: str | None = Field(
        None,
        pattern=r"^\S+$",
        description="URL or file of an identity provider's public keys (JWKS), by which RS256 and ES256 tokens are "
        "checked. Plain `http://` is for keys that come from your own network.",
    )
    auth_issuer: str = Field("agent-fleet", min_length=1, description="Issuer that a token must name (`iss`).")
    auth_audience: str = Field("agent-fleet", min_length=1, description="Audience that a token must name (`aud`).")
    auth_leeway: int = Field(
        30, ge=0, le=300, description="Seconds that the issuer's clock may differ from this machine's."
    )
    auth_role_claim: str = Field(
        "role",
        pattern=r"^\S{1,200}$",
        description="Claim that names the role or the roles; dots lead into objects, such as `realm_access.roles`.",
    )
    auth_student_claim: str = Field(
        "student_id",
        pattern=r"^\S{1,200}$",
        description="Claim that names the student whom a student's token is about; `sub` where both are the same.",
    )
    auth_jwks_seconds: float = Field(
        300.0,
        ge=1.0,
        description="Seconds after which the provider's keys are read again: as long may one withdrawn be used.",
    )
    auth_jwks_pause: float = Field(
        10.0, ge=0.1, description="Seconds between two looks for a key that a token names and nobody knows, at least."
    )
    auth_remembered: int = Field(
        10_000,
        ge=0,
        le=1_000_000,
        description="Checked tokens that are remembered until they expire, 400 bytes each: one is checked in 50 µs, "
        "and found again in 2.",
    )
    rate_student_reads: int = Field(
        600,
        ge=0,
        description="Pages a minute that one student may read from one worker, or at once after a pause; 0: no limit.",
    )
    rate_student_asks: int = Field(
        60,
        ge=0,
        description="Requests a minute of one student to agents: each may cost a tenth of a second of CPU; "
        "people ask some six.",
    )
    rate_teacher_reads: int = Field(
        3_000,
        ge=0,
        description="Pages a minute that one teacher may read: a dashboard that follows a class.",
    )
    rate_teacher_asks: int = Field(
        120,
        ge=0,
        description="Requests a minute of one teacher to agents.",
    )
    rate_service_reads: int = Field(
        600,
        ge=0,
        description="Pages a minute that one service may read.",
    )
    rate_service_reports: int = Field(
        60_000,
        ge=0,
        description="Reports of progress a minute of one service: 1,000 a second.",
    )
    rate_admin: int = Field(
        6_000,
        ge=0,
        description="Requests a minute of one admin: replays go piece by piece.",
    )
    rate_remembered: int = Field(
        100_000,
        ge=1,
        description="Most callers whose requests are counted, 200 bytes each; who asked least recently is forgotten.",
    )
    metrics_public: bool = Field(
        default=True,
        description="Whether `/metrics` needs no token, as it names no student; else an admin's.",
    )
    # -- browsers and TLS
    cors_origins: str = Field(
        "",
        description="Origins whose pages may ask a worker and read its answers, comma-separated, such as "
        "`https://lms.example.org`; `*` for all; none without.",
    )
    web_tls_cert: Path | None = Field(
        None, description="File with the certificate (and its chain) that a worker serves with; TLS is off without."
    )
    web_tls_key: Path | None = Field(None, description="File with the certificate's private key.")
    web_tls_ca: Path | None = Field(
        None,
        description="File with the authorities by which workers and commands check a worker's certificate; the "
        "system's without.",
    )
    # -- the worker in its group
    instance_id: str = Field(
        "worker-1",
        pattern=r"^[A-Za-z0-9._-]{1,100}$",
        description="Static group membership: a worker restarted under its id is back in seconds. One per worker.",
    )
    session_timeout: float = Field(
        7.0, ge=6.0, le=60.0, description="Seconds without heartbeat until a worker counts as gone; brokers refuse < 6."
    )
    standbys: int = Field(
        1,
        ge=0,
        le=5,
        description="Other workers that keep a copy of each table partition up to date, so that a take-over has little "
        "to restore; no more than there are other workers. A copy costs disk, a second read of the changelog, and "
        "memory: two write buffers of `FLEET_ROCKSDB_WRITE_BUFFER_MB` and some 10 MiB.",
    )
    hand_over: bool = Field(
        default=True,
        description="Whether a worker that is told to stop leaves the group if there are others, so that one takes "
        "over at once. False saves the others two rebalances when it is started again within its session.",
    )
    broker_wait: float = Field(60.0, ge=0.0, description="Seconds a starting worker waits for its broker.")
    replication_factor: int = Field(
        1, ge=1, description="Replicas of every topic; 3 in production. Checked against the brokers at start."
    )
    # -- delivery
    max_batch: int = Field(
        2000, ge=1, le=50_000, description="Most records in one transaction; more is faster but slower to be seen."
    )
    max_poll_records: int = Field(20_000, ge=1, description="Most records taken from the fetcher at once.")
    max_batch_bytes: int = Field(
        8 << 20,
        ge=1 << 20,
        description="Most bytes of source records in one transaction: bounds memory and its duration.",
    )
    transaction_timeout: float = Field(
        60.0, ge=10.0, le=900.0, description="Seconds after which the broker aborts an open transaction."
    )
    commit_deadline: float = Field(
        120.0, ge=10.0, description="Seconds a worker waits for a commit before it exits to be restarted."
    )
    restore_stall: float = Field(
        60.0,
        ge=1.0,
        description="Seconds that a restore may get no record although there are more before the worker exits to be "
        "restarted: the broker or its disk is ill.",
    )
    loop_deadline: float = Field(
        60.0,
        ge=2.0,
        description="Seconds the event loop may stand still before the worker exits to be restarted. "
        "A write to a slow disk may take some of them.",
    )
    progress_deadline: float = Field(
        300.0,
        ge=2.0,
        description="Seconds for which records may wait, or a rebalance go on, without any progress before the worker "
        "exits to be restarted. Longer than a commit may take.",
    )
    max_lateness_days: int = Field(
        7, ge=1, le=30, description="Days an event's timestamp may lie before the watermark; older is poison."
    )
    max_ahead_seconds: int = Field(
        300, ge=0, description="Seconds an event's timestamp may lie after the log's watermark."
    )
    max_components: int = Field(
        200, ge=1, le=10_000, description="Most components of one student: bounds the size of a state value."
    )
    schema_max_major: int | None = Field(
        None,
        ge=1,
        description="Greatest major version of `learning.events` that is read; later ones become dead letters that are "
        "tried again. For holding a version back until every worker reads it; all that are known without.",
    )
    score_policy: Literal["clamp", "reject"] = Field(
        "clamp", description="What becomes of scores outside 0..1: clamped and counted, or a dead letter."
    )
    max_payload_bytes: int = Field(
        1_048_576, ge=1_048_576, description="Largest record of a source topic; dead letters may be 256 KiB larger."
    )
    # -- failures
    retry_delay: float = Field(
        1.0,
        ge=0.01,
        le=3600.0,
        description="Seconds between a failure and its first retry; doubled for each further one, of which there are "
        "five. Up to half of it comes on top, for each record another part.",
    )
    retry_max_delay: float = Field(
        300.0,
        ge=0.01,
        le=86_400.0,
        description="Seconds that no delay of a retry exceeds, whatever the doubling gives.",
    )
    alert_webhook: str | None = Field(
        None,
        pattern=r"^https?://\S+$",
        description="URL to which alarms are posted as JSON, such as a dead letter that has become permanent; "
        "without it they are counted and logged.",
    )
    request_retention_hours: int = Field(
        24,
        ge=1,
        le=8760,
        description="Hours for which request topics keep what students wrote. A request that failed is not copied to "
        "the dead-letter queue: it can be sent again for as long.",
    )
    # -- agents that answer
    answer_deadline: float = Field(
        30.0,
        ge=1.0,
        description="Seconds an agent may take for one answer: five times the longest run of a student's program and "
        "more. After it a request over HTTP gets a 503, one over Kafka a dead letter that is tried again.",
    )
    agent_concurrency: int = Field(
        8,
        ge=1,
        le=1000,
        description="Requests of its topics that one agent answers at the same time on one worker: more than there are "
        "processes for the work, so that none of them idles.",
    )
    cpu_processes: int = Field(
        2,
        ge=1,
        le=64,
        description="Processes of a worker for CPU work (analysing code), 60 to 150 MB each; they start when an agent "
        "needs them. One for each core that students' code may take.",
    )
    cpu_queue: int = Field(
        32,
        ge=0,
        description="Jobs of HTTP requests that may wait for such a process before others are answered 429 with "
        "`Retry-After`: at some hundredths of a second each, the last of them waits about a second. Requests from "
        "Kafka always wait.",
    )
    cpu_deadline: float = Field(
        5.0, ge=0.1, description="Seconds that such a job may take before its process is killed; others go on."
    )
    cpu_cache_entries: int = Field(
        1_000, ge=0, description="Results of such jobs that are remembered by their content: at most 64 KiB each."
    )
    cpu_memory_mb: int = Field(
        512,
        ge=128,
        description="MiB that such a process may have: a constant that Python folds, such as `'a' * 10**9`, ends it, "
        "not the machine.",
    )
    # -- exercises
    exercise_key: SecretStr = Field(
        SecretStr("for one machine only"),
        min_length=16,
        description="Secret that signs the ids of exercises, the same on all workers. Set it wherever students are "
        "strangers: the default is known to everybody. With another key all exercises handed out are unknown.",
    )
    exercise_hours: int = Field(
        168, ge=1, le=8760, description="Hours for which a solution of an exercise is taken; a week of a course."
    )
    # -- students' data
    erasure_key: SecretStr = Field(
        SecretStr("for one machine only"),
        min_length=16,
        description="Secret that signs orders to erase a student, and makes the marks that are left of one; the same "
        "on all workers and the archive. Set it in production: the default is known to everybody. To change it, put "
        "the new one before the old one, with a comma between: the first is used, all are recognised.",
    )
    pseudonym_key: SecretStr | None = Field(
        None,
        min_length=16,
        description="Secret with which `python -m fleet pseudonym` makes student ids; no worker needs it. With another "
        "one everybody is another student.",
    )
    # -- who struggles
    struggle_window_minutes: float = Field(
        60.0,
        ge=1.0,
        le=1440.0,
        description="Minutes for which an error, a failed run or a word of despair counts: about one session of work.",
    )
    struggle_errors: int = Field(
        3, ge=1, le=50, description="Errors of one type, without a success between, that raise an alert."
    )
    struggle_failed_runs: int = Field(5, ge=1, le=50, description="Failed runs in a row that raise an alert.")
    struggle_exercise_minutes: float = Field(
        10.0, ge=0.05, le=1440.0, description="Minutes on one exercise, without solving it, that raise an alert."
    )
    struggle_quiz: float = Field(
        0.5, ge=0.0, le=1.0, description="A quiz score below it raises an alert, once, until one is no longer below it."
    )
    struggle_cooldown_minutes: float = Field(
        30.0,
        ge=0.0,
        le=10_080.0,
        description="Minutes between two alerts of a student for the same reason: a teacher who was there a moment ago "
        "is not called again.",
    )
    struggle_days: int = Field(
        7,
        ge=1,
        le=365,
        description="Days after which an alert that nothing has closed is closed, and a closed one is forgotten: a "
        "week of a course.",
    )
    struggle_signals: int = Field(
        64,
        ge=10,
        le=1000,
        description="Most signals of a student that are looked back at, some 150 bytes each: twice what a busy session "
        "brings, and well above the counts that raise alerts.",
    )
    struggle_alerts: int = Field(
        20, ge=5, le=500, description="Most open alerts of a student, and most closed ones that are remembered."
    )
    # -- students' programs
    runner_parallel: int = Field(
        2,
        ge=1,
        le=64,
        description="Students' programs that a worker runs at the same time: one for each core that they may take.",
    )
    runner_prepared: int = Field(
        2,
        ge=1,
        le=64,
        description="Locked-down processes that wait for the next programs, so that none waits for its process; each "
        "shares most of its 30 MB with the others.",
    )
    runner_queue: int = Field(
        32,
        ge=0,
        le=10_000,
        description="Programs that may wait for their turn before HTTP requests are answered 429 with `Retry-After`.",
    )
    runner_patience: float = Field(
        10.0, gt=0.0, le=600.0, description="Seconds a program may wait for its turn: two of the longest runs."
    )
    runner_require: str = Field(
        "landlock,seccomp",
        description="Layers without which no program runs, comma-separated, of `user`, `landlock`, `seccomp` and "
        "`namespaces`; resource limits always are. Where a layer works it is applied, required or not.",
    )
    runner_skip: str = Field(
        "",
        description="Layers that are not even tried, comma-separated, for a host on which one makes trouble; "
        "`/health/ready` says so.",
    )
    runner_first_user: int = Field(
        60_800,
        ge=1_000,
        le=(1 << 31) - 1,
        description="User id of the first of the processes for programs where the worker is root; the others' follow. "
        "Nobody else may have them.",
    )
    runner_seconds: float = Field(
        5.0, ge=0.1, le=60.0, description="Seconds of wall time that one run of a program may take, and of CPU time."
    )
    runner_memory_mb: int = Field(
        50, ge=16, le=4096, description="MiB that a program may take beyond the interpreter's own."
    )
    # -- a source partition on which nearly everything fails is paused
    breaker_window: int = Field(
        1000,
        ge=10,
        le=100_000,
        description="Records of a source partition that are looked back at: so many that broken records which come in "
        "bursts are few among them.",
    )
    breaker_share: float = Field(
        0.5,
        gt=0.0,
        le=1.0,
        description="Share of dead letters among them above which the partition is paused; producers send a few per "
        "cent. 1 leaves it to `FLEET_BREAKER_IN_A_ROW`.",
    )
    breaker_in_a_row: int = Field(
        100,
        ge=1,
        description="Dead letters in a row after which a source partition is paused: by chance a hundred do not come, "
        "even where every other record is broken.",
    )
    breaker_probe: int = Field(
        20,
        ge=1,
        le=1000,
        description="Records looked at before a paused partition goes on; it stays paused while more than "
        "`FLEET_BREAKER_SHARE` of them would fail. Nothing of them is written meanwhile.",
    )
    breaker_probe_seconds: float = Field(
        15.0, ge=0.1, description="Seconds between two such looks: each reads and folds one batch."
    )
    # -- resources
    state_cache_entries: int = Field(
        5_000,
        ge=0,
        description="Decoded values kept in memory for each owned partition of each table: a student's state "
        "takes 1 to 4 KB.",
    )
    rocksdb_cache_mb: int = Field(
        16, ge=1, description="Block cache in MiB for the RocksDB of each partition of each table."
    )
    rocksdb_write_buffer_mb: int = Field(
        16, ge=1, description="Write buffer in MiB for the RocksDB of each partition of each table."
    )
    # -- projections
    redis_mirror: bool = Field(default=True, description="Whether this worker copies mastery to Redis.")
    redis_key_prefix: str = Field(
        "",
        description="Dapr's key prefix: `myapp||` for its `keyPrefix: appid` or `name`, `space.myapp||` for "
        "`namespace`, empty for `none`.",
    )
    consistency_seconds: float = Field(
        60.0,
        ge=0.0,
        description="Seconds between two checks of a worker that Redis and PostgreSQL hold what the table holds, each "
        "of some students of one partition; 0 for none.",
    )
    consistency_keys: int = Field(
        500, ge=1, le=10_000, description="Values that such a check compares at least: some 10 ms of a worker's time."
    )
    postgres_read_connections: int = Field(
        4,
        ge=1,
        le=100,
        description="Connections with which a worker reads the audit trail for histories and explanations; each "
        "answers some hundred reads a second.",
    )
    postgres_read_seconds: float = Field(
        1.0,
        gt=0.0,
        le=60.0,
        description="Seconds that such a read may take; after it the answer comes from the table alone, with a note.",
    )
    # -- logging
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="Least severe log line shown.")
    log_format: Literal["text", "json"] = Field(
        "text", description="Lines of a worker's log: for people, or a JSON object each."
    )
    # -- traces
    otlp_endpoint: str | None = Field(
        None,
        pattern=r"^https?://\S+$",
        description="URL of an OpenTelemetry collector (OTLP over HTTP), such as `http://localhost:4318`; without it "
        "nothing is traced, and it costs nothing. Needs the extra `traces`.",
    )
    trace_share: float = Field(
        0.01,
        ge=0.0,
        le=1.0,
        description="Share of HTTP requests that begin a trace; those that come with a `traceparent` follow its word.",
    )

    @property
    def erasure_keys(self) -> tuple[str, ...]:
        """All secrets of `erasure_key`, the one for new orders first."""
        return tuple(filter(None, self.erasure_key.get_secret_value().split(",")))

    @field_validator("runner_require", "runner_skip")
    @classmethod
    def _layers(cls, value: str) -> str:
        for part in filter(None, value.split(",")):
            if part not in LAYERS:
                msg = f"{part!r} is none of {', '.join(LAYERS)}"
                raise ValueError(msg)
        return value

    @field_validator("cors_origins")
    @classmethod
    def _origins(cls, value: str) -> str:
        for part in filter(None, value.split(",")):
            if part != "*" and not re.fullmatch(r"https?://[^/\s]+", part):
                msg = f"{part!r} is no origin, such as https://lms.example.org"
                raise ValueError(msg)
        return value

    @field_validator("kafka_brokers")
    @classmethod
    def _brokers(cls, value: str | None) -> str | None:
        if value is None:
            return None
        for part in value.split(","):
            host, _, port = part.rpartition(":")
            if not host or not port.isdigit():
                msg = f"{part!r} is not host:port"
                raise ValueError(msg)
        return value


def log_in_to_kafka(settings: Settings) -> None:
    """Let every Kafka client of this process log in as the settings say. Does nothing without an address.

    Raises:
        LoginError: a file cannot be read, or user and password are missing.
    """
    if settings.kafka_brokers is None:
        return
    password, key_password = settings.kafka_password, settings.kafka_key_password
    login = Login(
        protocol=settings.kafka_protocol,
        mechanism=settings.kafka_mechanism,
        user=settings.kafka_user,
        password=password.get_secret_value() if password is not None else None,
        ca_file=settings.kafka_ca_file,
        cert_file=settings.kafka_cert_file,
        key_file=settings.kafka_key_file,
        key_password=key_password.get_secret_value() if key_password is not None else None,
    )
    log_in(settings.kafka_brokers, login)


def _checked(settings: Settings) -> Settings:
    """What is known only once all settings are; what may hold a password is not shown."""
    try:
        if settings.redis_url is not None:
            check_url(settings.redis_url)
    except ValueError as exc:
        raise SettingsError(f"FLEET_REDIS_URL: {exc}") from None
    try:
        log_in_to_kafka(settings)
    except LoginError as exc:
        raise SettingsError(f"FLEET_KAFKA_PROTOCOL and the other FLEET_KAFKA_ settings: {exc}") from None
    return settings


_SECRET = frozenset({"auth_secret", "exercise_key", "kafka_password", "kafka_key_password"})
"""Settings of which nothing is shown."""


def load_settings(**overrides: object) -> Settings:
    """Read the environment.

    Raises:
        SettingsError: one line that names the variable and says what it must be.
    """
    try:
        return _checked(Settings(**overrides))  # type: ignore[arg-type]  # checked by pydantic, which raises below
    except ValidationError as exc:
        first = exc.errors()[0]
        name = "FLEET_" + "_".join(str(part) for part in first["loc"]).upper()
        shown = "" if first["loc"] and first["loc"][0] in _SECRET else f" (got {first['input']!r})"
        raise SettingsError(f"{name}: {first['msg']}{shown}") from None
