"""`extract --cluster`: the same records by a Dask cluster on loopback, whatever befalls its processes."""

import signal
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from osce_crawler.bulk import cluster as dask
from tests.archive.answers import Answer, warc
from tests.archive.serving import Reply, serving
from tests.bulk.corpus import archives, release
from tests.bulk.dasking import Cluster, dask_cluster
from tests.bulk.mishaps import BLIND, OTHER_VERSION, WITHOUT_DASK, Mishaps, children_of, is_running, soon
from tests.bulk.test_workers import finished
from tests.commanding import refused, run, started
from tests.making import SEED, lines_of


@pytest.fixture
def mishaps(tmp_path: Path) -> Mishaps:
    return Mishaps(tmp_path / "mishaps")


@pytest.fixture
def cluster(tmp_path: Path, mishaps: Mishaps) -> Iterator[Cluster]:
    with dask_cluster(tmp_path / "cluster", mishaps.path) as started_:
        yield started_


@pytest.mark.long
def test_a_cluster_writes_and_says_what_one_process_does_and_keeps_nothing(
    tmp_path: Path, cluster: Cluster
) -> None:
    paths = archives(tmp_path / "in", 4)
    paths[0].write_bytes(paths[0].read_bytes()[:-40])
    one = run("extract", *paths, SEED, cwd=tmp_path)
    output = tmp_path / "out.jsonl"
    names = [path.relative_to(tmp_path) for path in paths]
    here = run("extract", *names, SEED, cwd=tmp_path)
    there = run("extract", *names, SEED, "--cluster", cluster.address, "-o", output, cwd=tmp_path)
    assert output.read_text() == here.stdout == one.stdout
    assert (there.returncode, there.stderr) == (here.returncode, here.stderr)
    assert there.returncode == 2
    assert soon(lambda: not any(map(children_of, cluster.processes())))


@pytest.mark.long
def test_a_killed_dask_worker_costs_nothing(tmp_path: Path, cluster: Cluster, mishaps: Mishaps) -> None:
    paths = archives(tmp_path / "in", 5)
    expected = run("extract", *paths).stdout
    slow = paths[2].rename(tmp_path / "in" / "slow.warc.gz")
    output = tmp_path / "out.jsonl"
    process = started(
        "extract",
        *paths[:2],
        slow,
        *paths[3:],
        "--cluster",
        cluster.address,
        "-o",
        output,
        PYTHONPATH=mishaps.path,
    )
    assert soon(lambda: "slow.warc.gz" in mishaps.opened())
    mishaps.heal()
    (at_work,) = [one for one in cluster.workers if mishaps.worker() in children_of(one.pid)]
    at_work.kill()
    assert finished(process) == (0, run("extract", *paths[:2], slow, *paths[3:]).stderr.splitlines())
    assert output.read_text() == expected


@pytest.mark.long
def test_a_hostile_page_costs_itself_and_a_deadly_archive_no_dask_worker(
    tmp_path: Path, cluster: Cluster
) -> None:
    endless = Answer(b"<html><p>endless</p></html>", "https://www.osce.org/cio/300002")
    path = warc(tmp_path / "a.warc.gz", release(300001, 1), endless, release(300003, 1))
    output = tmp_path / "out.jsonl"
    call = "--cluster", cluster.address, "-o", output
    assert finished(started("extract", path, *call)) == (
        0,
        [f"{endless.url}: unreadable (reading took longer than 0.5 s)"],
    )
    assert len(lines_of(output)) == 2
    deadly = warc(tmp_path / "deadly.warc.gz", release(300004, 1))
    assert finished(started("extract", path, deadly, *call)) == (
        1,
        [f"osce-crawler: {deadly}: 3 workers ended while they read it; nothing is written"],
    )
    assert len(lines_of(output)) == 2
    assert all(map(is_running, cluster.processes()))


@pytest.mark.long
def test_a_stop_ends_what_runs_on_the_cluster(tmp_path: Path, cluster: Cluster, mishaps: Mishaps) -> None:
    path = warc(tmp_path / "slow.warc.gz", release(300001, 1))
    process = started("extract", path, "--cluster", cluster.address, "-o", tmp_path / "out.jsonl")
    assert soon(lambda: mishaps.opened() == ["slow.warc.gz"])
    process.send_signal(signal.SIGTERM)
    assert finished(process) == (130, ["osce-crawler: stopped by SIGTERM"])
    assert soon(lambda: not any(map(children_of, cluster.processes())))


@pytest.mark.long
@pytest.mark.parametrize(
    ("mishap", "said"),
    [
        (OTHER_VERSION, "needs osce-crawler 0.1.0 with the same vocabulary as here (found: 0.0.1)"),
        (BLIND, "does not see "),
    ],
)
def test_a_worker_that_cannot_do_the_same_is_named(
    tmp_path: Path, mishaps: Mishaps, mishap: str, said: str
) -> None:
    path = warc(tmp_path / "a.warc.gz", release(300001, 1))
    with dask_cluster(tmp_path / "cluster", mishaps.path, workers=0) as cluster:
        cluster.add_worker(MISHAP=mishap)
        code, (line,) = finished(
            started("extract", path, "--cluster", cluster.address, "-o", tmp_path / "out.jsonl")
        )
    assert code == 2
    assert line.startswith("osce-crawler: tcp://127.0.0.1:")
    assert said in line
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.warc.gz", "cluster", "mishaps"]


def test_dask_is_asked_for_where_it_is_not_installed(tmp_path: Path, mishaps: Mishaps) -> None:
    path = warc(tmp_path / "a.warc.gz", release(300001, 1))
    call = "extract", path, "--cluster", "tcp://127.0.0.1:1", "-o", tmp_path / "out.jsonl"
    assert finished(started(*call, PYTHONPATH=mishaps.path, MISHAP=WITHOUT_DASK)) == (
        2,
        ["osce-crawler: dask is not installed: pip install 'osce-crawler[cluster]'"],
    )


def test_a_scheduler_that_does_not_answer_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dask, "_PATIENCE", 1)
    path = warc(tmp_path / "a.warc.gz", release(300001, 1))
    call = "extract", path, "--cluster", "tcp://127.0.0.1:1", "-o", tmp_path / "out.jsonl"
    assert refused(capsys, *call) == "tcp://127.0.0.1:1: no Dask scheduler answers there"
    assert [file.name for file in tmp_path.iterdir()] == ["a.warc.gz"]


def test_a_port_of_another_server_is_named_as_no_scheduler(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dask, "_PATIENCE", 1)
    path = warc(tmp_path / "a.warc.gz", release(300001, 1))
    with serving(lambda _: Reply(b"")) as host:
        address = host.root.replace("http://", "tcp://")
        said = refused(capsys, "extract", path, "--cluster", address, "-o", tmp_path / "out.jsonl")
    assert said == f"{address}: no Dask scheduler answers there"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--cluster", "localhost:8786", "-o", "FILE"], "takes the address of a Dask scheduler"),
        (["--cluster", "", "-o", "FILE"], "takes the address of a Dask scheduler"),
        (["--cluster", "tcp://127.0.0.1:1"], "--cluster needs -o FILE"),
        (["--cluster", "tcp://127.0.0.1:1", "--workers", "2", "-o", "FILE"], "give --workers or --cluster"),
        (["--cluster", "tcp://127.0.0.1:1", "--explain"], "neither --explain nor --what navigation"),
    ],
)
def test_wrong_use_is_one_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, options: list[str], said: str
) -> None:
    words = [str(tmp_path / "out.jsonl") if word == "FILE" else word for word in options]
    assert said in refused(capsys, "extract", SEED, *words)


@pytest.mark.long
def test_a_scheduler_that_is_killed_is_named_and_what_was_read_stays(
    tmp_path: Path, cluster: Cluster, mishaps: Mishaps
) -> None:
    paths = [warc(tmp_path / name, release(300001, 1)) for name in ("a.warc.gz", "slow.warc.gz")]
    call: list[str | Path] = ["extract", *paths, "-o", tmp_path / "out.jsonl"]
    process = started(*call, "--cluster", cluster.address)
    assert soon(lambda: {"a.warc.gz", "slow.warc.gz"} <= {*mishaps.opened()})
    assert soon(lambda: any((tmp_path / "out.jsonl.shards").glob("*.jsonl")))
    cluster.stop()
    assert finished(process) == (
        1,
        [f"osce-crawler: {cluster.address}: the scheduler has gone; nothing is written"],
    )
    assert finished(started(*call))[0] == 0
    assert len(lines_of(tmp_path / "out.jsonl")) == 1


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"\0" * 8,
        b"\xff" * 64,
        (9).to_bytes(8, "little") + b"\x01" * 9,
    ],
)
def test_a_port_whose_server_is_silent_or_speaks_first_is_named_as_no_scheduler(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, said: bytes
) -> None:
    monkeypatch.setattr(dask, "_PATIENCE", 1)
    path = warc(tmp_path / "a.warc.gz", release(300001, 1))
    with socket.create_server(("127.0.0.1", 0)) as server, ThreadPoolExecutor(1) as pool:
        accepted = pool.submit(_answer, server, said)
        address = f"tcp://127.0.0.1:{server.getsockname()[1]}"
        line = refused(capsys, "extract", path, "--cluster", address, "-o", tmp_path / "out.jsonl")
        accepted.result().close()
    assert line == f"{address}: no Dask scheduler answers there"
    assert [file.name for file in tmp_path.iterdir()] == ["a.warc.gz"]


def _answer(server: socket.socket, said: bytes) -> socket.socket:
    connection, _ = server.accept()
    connection.sendall(said)
    return connection
