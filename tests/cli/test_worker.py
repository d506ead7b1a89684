"""``yishi worker``."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.conftest import alter
from tests.delivery.nats_servers import eventually, server, stored
from yishi_engine import SqlStore
from yishi_engine.bundle import Catalog
from yishi_engine.cli.health import health_in_file, health_over_http
from yishi_engine.cli.worker import _departments
from yishi_engine.delivery.health import Health, LoopHealth
from yishi_engine.testing.builders import later

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Office, Run

PATIENCE = 30
"""Seconds."""


def events(text: str) -> list[dict[str, Any]]:
    """Return the events that were printed, one a line."""
    return [json.loads(line) for line in text.splitlines()]


def test_once_delivers_what_there_is(yishi: Run, office: Office) -> None:
    """Every record of every case is printed as an event, in order of each case; the second time there is nothing."""
    result = yishi("worker", "--once", "--sink", "stdout", "--db", office.url)
    found = events(result.out)
    for case_id in (office.done, office.open):
        own = [int(each["sequence"]) for each in found if each["partitionkey"] == case_id]
        assert own == list(range(1, len(own) + 1))
    assert result.code == 0
    assert f"; {len(found)} message(s) delivered, 0 failed, 0 given up" in result.err
    again = yishi("worker", "--once", "--sink", "stdout", "--db", office.url)
    assert (again.code, again.out) == (0, "")


def test_once_without_a_sink_sweeps(yishi: Run, office: Office) -> None:
    """Time takes effect, and what that records waits for the first sink."""
    result = yishi("worker", "--once", "--db", office.url)
    assert (result.code, result.out) == (0, "")
    assert "1 case(s) swept" in result.err
    found = events(yishi("worker", "--once", "--sink", "stdout", "--db", office.url).out)
    assert "cn.yishi.clock.red.v1" in {each["type"] for each in found}


def test_once_fails_where_something_failed(yishi: Run, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit code 1 and the number of messages tell a time table that somebody has to look."""

    def fail(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("yishi_engine.cli.sinks._print", fail)
    result = yishi("worker", "--once", "--sink", "stdout", "--db", office.url)
    assert result.code == 1
    assert "0 message(s) delivered, 2 failed" in result.err


def test_sinks_have_names(yishi: Run, office: Office) -> None:
    """A name stands before the kind, and is what the store knows the sink by."""
    yishi("worker", "--once", "--sink", "first=stdout", "--sink", "second=stdout", "--db", office.url)
    store = SqlStore.from_url(office.url)
    with store.read() as transaction:
        assert transaction.sinks() == ["first", "second"]
    store.dispose()


def test_a_file_names_sinks(yishi: Run, office: Office, tmp_path: Path) -> None:
    """Sinks of a file and of the command line are served together."""
    (tmp_path / "worker.yaml").write_text("sinks:\n  - kind: stdout\n    name: from-file\n", encoding="utf-8")
    yishi("worker", "--once", "--config", "worker.yaml", "--sink", "stdout", "--db", office.url)
    store = SqlStore.from_url(office.url)
    with store.read() as transaction:
        assert transaction.sinks() == ["from-file", "stdout"]
    store.dispose()


MISTAKES = {
    "a kind that is unknown": (("--sink", "kafka:host"), 2, '"kafka:host" names no sink'),
    "a webhook without a URL": (("--sink", "webhook"), 2, "webhook:URL"),
    "standard output with a URL": (("--sink", "stdout:x"), 2, "names no sink"),
    "a wrong name": (("--sink", "Ü=stdout"), 2, "name"),
    "one name twice": (("--sink", "stdout", "--sink", "stdout"), 2, 'two sinks are named "stdout"'),
    "a password on the command line": (("--sink", "nats:nats://u:secret@h:4222"), 2, "use a file or the environment"),
    "a password for a webhook": (("--sink", "webhook:https://u:secret@h/x"), 2, "use a file or the environment"),
    "a webhook without a secret": (("--sink", "webhook:https://example.com/x"), 1, "YISHI_WEBHOOK_SECRETS"),
    "a file that is not there": (("--config", "none.yaml"), 2, "none.yaml"),
    "a file that is no YAML": (("--config", "broken.yaml"), 2, "no YAML"),
    "a file with an unknown key": (("--config", "unknown.yaml"), 2, "sinks.0.stdout.colour"),
    "a file with a list": (("--config", "list.yaml"), 2, "list.yaml"),
    "a webhook without its secret file": (("--config", "secret.yaml"), 1, "none.txt"),
    "one round that tells its health in a file": (("--once", "--health-file", "x.json"), 2, "leave out --health-file"),
    "one round that answers": (("--once", "--health-port", "0"), 2, "--health-port"),
    "a department that is unknown": (("--config", "department.yaml"), 2, 'no department "scjj"; did you mean "scjg"?'),
    "no interval": (("--sweep-every", "0"), 2, "--sweep-every"),
    "an interval that is no number": (("--sweep-every", "nan"), 2, "--sweep-every"),
    "an interval of years": (("--sweep-every", "1e9"), 2, "--sweep-every"),
    "a file that is nested too deeply": (("--config", "deep.yaml"), 2, "nested too deeply"),
    "a file with a number of thousands of digits": (("--config", "digits.yaml"), 2, "no YAML"),
    "a file that is no text": (("--config", "bytes.yaml"), 2, "no YAML"),
    "a port that is none": (("--health-port", "70000"), 2, "--health-port"),
    "a health file in no folder": (("--health-file", "none/health.json"), 1, "none"),
    "a database that is not there": (("--once", "--db", "sqlite:///none.db"), 1, "no such file"),
    "bundles that are not there": (("--once", "--bundles", "none"), 2, "none"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_mistakes_get_one_line(yishi: Run, office: Office, tmp_path: Path, mistake: str) -> None:
    """Each mistake is named in one line, with an exit code that is not 0; a secret is not repeated."""
    webhook = "sinks:\n  - {kind: webhook, url: 'https://example.com/x', secrets_file: none.txt}\n"
    (tmp_path / "broken.yaml").write_text("sinks: [", encoding="utf-8")
    (tmp_path / "department.yaml").write_text(webhook.replace("}", ", departments: [scjj]}"), encoding="utf-8")
    (tmp_path / "deep.yaml").write_text("[" * 5000, encoding="utf-8")
    (tmp_path / "digits.yaml").write_text(f"sinks: {'9' * 5000}\n", encoding="utf-8")
    (tmp_path / "bytes.yaml").write_bytes(b"sinks: \xff\n")
    (tmp_path / "list.yaml").write_text("- 1\n", encoding="utf-8")
    (tmp_path / "unknown.yaml").write_text("sinks:\n  - {kind: stdout, colour: red}\n", encoding="utf-8")
    (tmp_path / "secret.yaml").write_text(webhook, encoding="utf-8")
    arguments, code, said = MISTAKES[mistake]
    base = () if "--db" in arguments else ("--db", office.url)
    result = yishi("worker", *arguments, *base)
    assert (result.code, result.out, result.err.count("\n")) == (code, "", 1), result.err
    assert said in result.err
    assert "u:secret" not in result.err


def test_a_department_of_a_running_case_may_be_asked_for(office: Office) -> None:
    """Cases run on with the departments of their version, whether or not the files still name them."""
    store = SqlStore.from_url(office.url)
    assert {"scjg", "xfjy"} <= _departments(Catalog((), {}), store)
    alter(office.file, "UPDATE yishi_definition SET content = 'noise'")
    assert _departments(Catalog((), {}), store) == set()
    store.dispose()


def start(office: Office, folder: Path, *arguments: str) -> subprocess.Popen[str]:
    """Start a worker in a process of its own."""
    code = "from yishi_engine.cli import main; main()"
    return subprocess.Popen(
        [sys.executable, "-c", code, "worker", "--db", office.url, *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONUTF8": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_gracefully(office: Office, tmp_path: Path, number: signal.Signals) -> None:
    """It delivers until it is told to stop, then ends with 0, and has left nothing half done."""
    process = start(office, tmp_path, "--sink", "stdout", "--health-file", "health.json")
    assert process.stdout is not None
    assert process.stderr is not None
    with process.stdout as out, process.stderr as err:
        first = out.readline()
        process.send_signal(number)
        delivered = events(first + out.read())
        said = err.read()
    assert process.wait(PATIENCE) == 0, said
    assert said.endswith("stopped\n")
    assert {each["specversion"] for each in delivered} == {"1.0"}
    assert not (tmp_path / "health.json").exists()
    store = SqlStore.from_url(office.url)
    with store.read() as transaction:
        assert not [each for each in transaction.backlog() if each.dead]
    store.dispose()


def test_health_is_told_over_http(office: Office, tmp_path: Path) -> None:
    """``--health-port`` says where, and the answer names the loops."""
    process = start(office, tmp_path, "--sink", "stdout", "--health-port", "0")
    assert process.stderr is not None
    assert process.stdout is not None
    with process.stdout as out, process.stderr as err:
        address = err.readline().split()[1]
        out.readline()
        with urllib.request.urlopen(address, timeout=PATIENCE) as answer:  # noqa: S310  (our own address)
            body = json.load(answer)
        process.terminate()
        out.read()
    assert process.wait(PATIENCE) == 0
    assert body["well"] is True
    assert {loop["name"] for loop in body["loops"]} <= {"deliver stdout", "measure", "sweep"}


def bus(folder: Path, url: str) -> Path:
    """Write a file that names standard output and a stream to be created; return it."""
    file = folder / "worker.yaml"
    sinks = ["{kind: stdout}", f"{{kind: nats, name: bus, servers: ['{url}'], stream: YISHI, replicas: 1}}"]
    file.write_text("sinks:\n" + "".join(f"  - {sink}\n" for sink in sinks), encoding="utf-8")
    return file


@pytest.mark.slow
def test_a_stream_that_cannot_be_created_yet_keeps_nobody_waiting(office: Office, tmp_path: Path) -> None:
    """The worker starts, serves the other sinks, says what is the matter, and creates the stream when it can."""
    with server(tmp_path) as nats:
        nats.stop()
        health = tmp_path / "health.json"
        process = start(office, tmp_path, "--config", str(bus(tmp_path, nats.url)), "--health-file", str(health))
        assert process.stdout is not None
        assert process.stderr is not None
        with process.stdout as out, process.stderr as err:
            first = out.readline()

            def trouble() -> str:
                loops = json.loads(health.read_text(encoding="utf-8"))["loops"]
                (told,) = [loop["trouble"] for loop in loops if loop["name"] == "deliver bus"] or [None]
                return told or ""

            eventually(lambda: "no server can be connected to" in trouble(), what="health tells of it")
            nats.start()
            eventually(lambda: trouble() == "", what="it is over", seconds=60)
            process.terminate()
            printed = events(first + out.read())
            said = err.read()
        assert process.wait(PATIENCE) == 0, said
        assert "delivery.unprepared" in said
        assert {each.event_id for each in stored(nats.url, "YISHI")} == {each["id"] for each in printed} != set()


@pytest.mark.slow
def test_once_fails_where_a_sink_could_not_be_set_up(yishi: Run, office: Office, tmp_path: Path) -> None:
    """The other sinks are served, and the report and exit code 1 tell that one was not."""
    result = yishi("worker", "--once", "--config", bus(tmp_path, "nats://127.0.0.1:1"), "--db", office.url)
    assert result.code == 1
    assert events(result.out)
    assert "0 failed, 0 given up; 1 sink(s) could not be set up" in result.err


NOW = later(days=1)
WELL = Health(now=NOW, loops=(LoopHealth(name="sweep", pause=later(hours=1) - later(), last_at=NOW),))
ILL = Health(now=NOW, loops=())


@pytest.mark.parametrize(("health", "status"), [(WELL, 200), (ILL, 503)])
def test_the_status_says_whether_it_is_well(health: Health, status: int) -> None:
    """A supervisor needs to read no more than the status; other paths are not there."""
    with health_over_http(0, lambda: health) as port:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=PATIENCE) as answer:
                found = answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            found = error.code, json.load(error)
            error.close()
        with pytest.raises(urllib.error.HTTPError, match="404") as refused:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=PATIENCE)
        refused.value.close()
    assert found == (status, health.to_json())


def test_the_health_file_is_kept_up_to_date(tmp_path: Path) -> None:
    """It is there at once, follows what changes, and goes with the worker; nothing else is left."""
    file = tmp_path / "health.json"
    states = [ILL, WELL]
    with health_in_file(file, lambda: states[-1], every=0.01):
        assert json.loads(file.read_text(encoding="utf-8"))["well"] is True
        states.append(ILL)
        while json.loads(file.read_text(encoding="utf-8"))["well"]:
            pass
    assert list(tmp_path.iterdir()) == []
