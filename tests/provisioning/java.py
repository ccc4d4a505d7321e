"""Java and the broker's jars: found, else installed as Debian packages by root, else a word on what is missing."""

import fcntl
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
KAFKA = "4.4.0"
LOG4J = "2.25.5"  # without a binding of slf4j the broker logs nothing; as new as the log4j-core that it brings
JARS = ROOT / "var" / "cache" / f"kafka-{KAFKA}"  # 69 MB, got once for all runs
OLDEST = 17  # the broker's own
COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies"
POM = f"""<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>gopro.tests</groupId><artifactId>broker</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
    <dependency>
      <groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>{KAFKA}</version>
    </dependency>
    <dependency>
      <groupId>org.apache.logging.log4j</groupId><artifactId>log4j-slf4j-impl</artifactId><version>{LOG4J}</version>
    </dependency>
  </dependencies>
</project>
"""


class Missing(RuntimeError):
    """What the machine lacks and can't be given from here."""


def java() -> str:
    """The program; installed if need be."""
    found = shutil.which("java")
    if found is None or _version(found) < OLDEST:
        debian("openjdk-17-jre-headless", program="java")
        found = shutil.which("java")
    if found is None or _version(found) < OLDEST:
        raise Missing(f"Kafka's tests need Java {OLDEST} or newer. Install it, or give a broker in TEST_KAFKA_URL.")
    return found


def program(name: str, *, package: str) -> str:
    """Any other program; installed if need be."""
    if shutil.which(name) is None:
        debian(package, program=name)
    return name


def debian(package: str, *, program: str) -> None:
    """Install it as root where apt is; else raises Missing."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise Missing(f"There is no `{program}`. Install it (Debian: apt-get install {package}).")
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update"], ["install", "--yes", "--no-install-recommends", package]):
        done = subprocess.run(["apt-get", *words], check=False, capture_output=True, text=True, env=environment)
        if done.returncode != 0 and words[0] == "install":
            raise Missing(f"`{package}` can't be installed: {done.stderr.strip()[-500:]}")


def jars() -> Path:
    """The folder of the broker's jars, got from Maven Central once."""
    with one_at_a_time(JARS.with_name(f"{JARS.name}.lock")):
        if not JARS.exists():
            _fetch()
    return JARS


def classpath() -> str:
    """In a fixed order, to which a class archive is bound."""
    return ":".join(str(jar) for jar in sorted(jars().glob("*.jar")))


def _fetch() -> None:
    java()
    program("mvn", package="maven")
    with tempfile.TemporaryDirectory(dir=JARS.parent) as scratch:
        pom, fresh = Path(scratch) / "pom.xml", Path(scratch) / "jars"
        pom.write_text(POM)
        command = ["mvn", "-B", "-q", "-ntp", "-f", str(pom), COPY]
        options = ["-DincludeScope=runtime", f"-DoutputDirectory={fresh}"]
        done = subprocess.run([*command, *options], check=False, capture_output=True, text=True)
        if done.returncode != 0:
            raise Missing(f"Maven can't get Kafka {KAFKA}: {(done.stdout + done.stderr).strip()[-800:]}")
        fresh.rename(JARS)


def _version(program: str) -> int:
    said = subprocess.run([program, "-version"], check=False, capture_output=True, text=True).stderr
    found = re.search(r'version "(\d+)', said)
    return int(found.group(1)) if found else 0


@contextmanager
def one_at_a_time(lock: Path) -> Iterator[None]:
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
