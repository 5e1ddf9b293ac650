"""The settings as the parts of a worker take them. Pure."""

import math

from agents.runner.config import RunnerConfig
from agents.runner.program import MEBIBYTE, Limits
from agents.runtime.breaker import BreakerLimits
from agents.runtime.cpu import CpuOptions
from agents.runtime.options import AgentOptions
from agents.runtime.struggle_limits import StruggleLimits
from fleet.settings import Settings
from tables.mastery import DAY_MS
from tables.retry_schedule import RetrySchedule

__all__ = ["agent_options", "breaker_limits", "cpu_options", "runner_config"]


def agent_options(settings: Settings) -> AgentOptions:
    """What agents decide by."""
    return AgentOptions(
        score_policy=settings.score_policy,
        max_lateness_ms=settings.max_lateness_days * DAY_MS,
        max_ahead_ms=settings.max_ahead_seconds * 1000,
        max_components=settings.max_components,
        schema_max_major=settings.schema_max_major,
        max_record_bytes=settings.max_payload_bytes,
        answer_deadline=settings.answer_deadline,
        exercise_key=settings.exercise_key.get_secret_value(),
        exercise_hours=settings.exercise_hours,
        retries=RetrySchedule(int(settings.retry_delay * 1000), int(settings.retry_max_delay * 1000)),
        request_retention_ms=settings.request_retention_hours * 3_600_000,
        erasure_keys=settings.erasure_keys,
        struggle=_struggle_limits(settings),
    )


def _struggle_limits(settings: Settings) -> StruggleLimits:
    return StruggleLimits(
        errors=settings.struggle_errors,
        failed_runs=settings.struggle_failed_runs,
        exercise_ms=round(settings.struggle_exercise_minutes * 60_000),
        quiz=settings.struggle_quiz,
        window_ms=round(settings.struggle_window_minutes * 60_000),
        cooldown_ms=round(settings.struggle_cooldown_minutes * 60_000),
        kept_ms=settings.struggle_days * DAY_MS,
        signals=settings.struggle_signals,
        alerts=settings.struggle_alerts,
    )


def cpu_options(settings: Settings) -> CpuOptions:
    """Of the processes for CPU work."""
    return CpuOptions(
        processes=settings.cpu_processes,
        queue=settings.cpu_queue,
        deadline=settings.cpu_deadline,
        cache_entries=settings.cpu_cache_entries,
        memory_mb=settings.cpu_memory_mb,
    )


def runner_config(settings: Settings) -> RunnerConfig:
    """Of what runs students' programs."""
    seconds = settings.runner_seconds
    return RunnerConfig(
        parallel=settings.runner_parallel,
        prepared=settings.runner_prepared,
        queue=settings.runner_queue,
        patience=settings.runner_patience,
        require={"rlimits", *filter(None, settings.runner_require.split(","))},
        skip=set(filter(None, settings.runner_skip.split(","))),
        limits=Limits(
            wall_seconds=seconds, cpu_seconds=math.ceil(seconds), memory_bytes=settings.runner_memory_mb * MEBIBYTE
        ),
        first_user=settings.runner_first_user,
    )


def breaker_limits(settings: Settings) -> BreakerLimits:
    """When a source partition is paused."""
    return BreakerLimits(
        window=settings.breaker_window,
        share=settings.breaker_share,
        in_a_row=settings.breaker_in_a_row,
        probe=settings.breaker_probe,
        probe_seconds=settings.breaker_probe_seconds,
    )
