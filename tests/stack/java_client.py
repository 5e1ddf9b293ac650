"""Programs in Java, as other platforms have them: Apache's clients and Avro from Maven Central, compiled here.

A machine with what the README names has a Java that runs, and none that compiles: Eclipse's compiler is a jar.
"""

import hashlib
import json
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from fleet.stack.binaries import find_java
from fleet.stack.jars import Jar, cache_folder, ensure_jars, read_lock
from schemas.canonical import dumps
from schemas.registry import FileRegistry

SOURCE = Path(__file__).parent / "java" / "Interop.java"
AVRO = Jar("org.apache.avro", "avro", "1.12.2", "6522e2a146b859ad158bb024dcc3b0bc826680794a2523b0881dafcbd59ce2df")
COMPILER = Jar("org.eclipse.jdt", "ecj", "3.42.0", "29f6d3918ee02db4400c103bc25dd90a22491c3a395867d9393070cb96a7dd29")
LANGUAGE = "17"  # the oldest Java that Kafka's broker runs on
NEEDED = ("kafka-clients", "jackson-core", "jackson-databind", "jackson-annotations", "slf4j-api", "lz4-java")


class Told(NamedTuple):
    """A record as the Java program read it; union values have their branch's name, as in Avro's JSON."""

    topic: str
    partition: int
    key: str
    schema_id: int
    headers: dict[str, bytes]
    value: dict[str, Any]


@dataclass(frozen=True)
class JavaClient:
    """The compiled program and what it needs."""

    java: Path
    class_path: str
    schemas: Path
    brokers: str

    @classmethod
    def build(cls, folder: Path, brokers: str) -> "JavaClient":
        java = find_java()
        kafka = ensure_jars(java, print)
        own = ensure_jars(java, print, jars=[AVRO, COMPILER], folder=cache_folder().parent / "java-interop")
        jars = [kafka / jar.filename for jar in read_lock() if jar.artifact in NEEDED]
        assert len(jars) == len(NEEDED)
        libraries = ":".join(map(str, [*jars, own / AVRO.filename]))
        # beside the compiler, by its content: compiling takes 3 s
        classes = own / f"classes-{hashlib.sha256(SOURCE.read_bytes() + AVRO.version.encode()).hexdigest()[:16]}"
        if not (classes / "Interop.class").exists():
            compiler = [java, "-jar", own / COMPILER.filename, f"-{LANGUAGE}", "-d", classes, "-cp", libraries]
            subprocess.run([*compiler, SOURCE], check=True)
        schemas = folder / "java-schemas"
        schemas.mkdir()
        for one in FileRegistry.load():
            (schemas / f"{one.id}.avsc").write_bytes(dumps(one.schema))
        return cls(java, f"{classes}:{libraries}", schemas, brokers)

    def produce(self, records: Iterable[tuple[str, int, str, Any]]) -> list[tuple[str, int, int]]:
        """Send topic, schema id, key and value in Avro's JSON; where they stand."""
        lines = [f"{topic}\t{number}\t{key}\t{json.dumps(value)}\n" for topic, number, key, value in records]
        said = self._run("produce", given="".join(lines))
        return [(topic, int(partition), int(offset)) for topic, partition, offset in (one.split("\t") for one in said)]

    def consume(self, *topics: str) -> list[Told]:
        """What stands on topics, read committed."""
        return [_told(line) for line in self._run("consume", *topics)]

    def _run(self, what: str, *words: str, given: str = "") -> list[str]:
        options = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", self.class_path]
        command = [self.java, *options, "Interop", what, self.brokers, self.schemas, *words]
        done = subprocess.run(command, input=given, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout.split("\n")[:-1]  # `splitlines` also cuts at U+0085, as which Avro's JSON gives a byte


def _told(line: str) -> Told:
    topic, partition, key, number, headers, value = line.split("\t")
    pairs = (one.partition("=") for one in headers.split(",") if one)
    found = {name: bytes.fromhex(raw) for name, _, raw in pairs}
    return Told(topic, int(partition), key, int(number), found, json.loads(value))
