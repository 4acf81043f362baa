"""Nothing that a table, a definition or a file name holds reaches a terminal as a command to it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
import unicodedata
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest
from click.testing import CliRunner

import geo
from geo.cli import main
from geo.errors import BuildError, Problem, TableError, one_line
from geo.match.diff_report import Diff, RecordChange, RegionChange
from geo.project.watch import watch_project
from geo.tables.formulas import csv_text
from geo.update.refresh import Change
from tests.night import some_by_day

#: Colours, a window title, a link, C1 controls, a line drawn over another, lines of their own, right to left.
HOSTILE: Final = (
    "\x1b[31mred",
    "\x1b]0;title\x07",
    "\x1b]8;;https://evil.example\x1b\\link",
    "\x9b31mred",
    "back\x08\x08\x08over",
    "over\rError: all is well",
    "own\nerror: a line of its own",
    "own\r\n::error::an annotation",
    "own\x0b\x0cline",
    "own\x85line",
    "own\u2028line\u2029again",
    "\u202etxt.exe",
    "\u2066isolated\u2069",
    "\u200bzero\ufeffwidth",
    "\x7fdelete",
    "\U000e0041tag",
)
#: One name that holds all of them, as CSV can carry it.
ALL: Final = "x" + "".join(HOSTILE)


def raw_controls(text: str) -> list[str]:
    """Return what commands a terminal, but for the ends of lines."""
    return [
        letter
        for letter in text
        if letter != "\n" and unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Zl", "Zp")
    ]


def own_lines(text: str) -> list[str]:
    """Return lines that begin as a record wants them to."""
    return re.findall(r"(?m)^(?:Error: all is well|error: a line of its own|::error::an annotation).*", text)


def run(*arguments: str, folder: Path) -> str:
    """Run the command in a folder and return all that it prints."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        result = CliRunner().invoke(main, arguments)
    finally:
        os.chdir(before)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.output


@pytest.fixture
def hostile(new_project: Path) -> Path:
    """Make a project whose tables, definitions and file names hold what a stranger chooses."""
    rows = [
        ["name", "country", "region", "city", "website", "founded", "id", f"own{ALL}"],
        *([f"A{text}", "ES", f"Nowhere {text}", text, "", "", "", text] for text in HOSTILE),
        ["Good", "ES", "Cataluña", "", "", "", "good", "1"],
        [ALL, "MD", "", "", "", "", "moldova", "1"],
    ]
    tables = new_project / "data" / "tables"
    (tables / "hostile.csv").write_text(csv_text(rows), encoding="utf-8", newline="")
    rows += [[ALL, ALL, ALL, ALL, f"javascript:{ALL}", ALL, ALL, ALL]]
    (tables / "wrong.csv").write_text(csv_text(rows), encoding="utf-8", newline="")
    for other in (new_project / "maps").glob("*.toml"):
        other.unlink()
    title = '"' + "".join(f"\\U{ord(letter):08x}" for letter in f"Map {ALL}") + '"'
    text = f'title = {title}\nrecords = "tables/hostile.csv"\nedition = 2023\n'
    (new_project / "maps" / "hostile.toml").write_text(text, encoding="utf-8")
    (new_project / "maps" / "wrong.toml").write_text(f"{text}{title} = {title}\n", encoding="utf-8")
    (new_project / "maps" / "missing.toml").write_text(
        text.replace('"tables/hostile.csv"', title), encoding="utf-8"
    )
    return new_project


COMMANDS: Final = (
    ("check",),
    ("check", "--format", "github"),
    ("check", "hostile", "data/tables/wrong.csv"),
    ("check", f"no such {ALL}.csv"),
    ("check", "data/tables/hostile.csv", "--columns", f"{ALL}=name"),
    ("ledger", "data/tables/hostile.csv"),
    ("ledger", "data/tables/wrong.csv"),
    ("ledger", f"no such {ALL}"),
    ("build", "--explain", "--jobs", "1"),
    ("build", "--check"),
    ("build", f"no such {ALL}"),
    ("build", "hostile", "--force"),
    ("diff", "data/tables/hostile.csv", "bioclusters"),
    ("diff", "data/tables/hostile.csv", "bioclusters", "--format", "markdown"),
    ("diff", f"{ALL}.csv", "bioclusters"),
    ("recode", "data/tables/hostile.csv", "--to", "2021", "--output", "recoded.csv"),
    ("recode", "data/tables/wrong.csv", "--to", "2021"),
    ("locate", ALL, "--country", "ES"),
    ("locate", "Cataluña", "--country", ALL),
    ("embed", "missing", "--url", f"https://example.org/{ALL}"),
    ("watch", "--project", f"no such {ALL}"),
    ("update", "boundaries", "--from", f"no such {ALL}"),
    ("update", ALL),
    (f"no such {ALL}",),
    ("build", f"--no-such-{ALL}"),
    ("build", "--jobs", ALL),
    ("init", f"hostile{ALL}".replace("/", "")),
)


@pytest.mark.parametrize("arguments", COMMANDS, ids=lambda arguments: ascii(" ".join(arguments))[1:40])
def test_no_command_prints_what_would_command_a_terminal(arguments: tuple[str, ...], hostile: Path) -> None:
    shown = run(*arguments, folder=hostile)
    assert shown
    assert raw_controls(shown) == []
    assert own_lines(shown) == []


def test_results_for_programs_are_exact_where_no_terminal_reads_them(hostile: Path) -> None:
    table = "data/tables/hostile.csv"
    for arguments in (("ledger", table, "--format", "csv"), ("ledger", table, "--format", "json")):
        shown = run(*arguments, folder=hostile)
        assert "x\x1b[31mred" in shown or json.dumps("x\x1b[31mred")[1:-1] in shown
    checked = json.loads(run("check", table, "--format", "json", folder=hostile))
    assert any(problem["record"] == ALL for problem in checked)
    assert {line for problem in checked for line in raw_controls(problem["message"])} == set()


def on_terminal(*arguments: str, folder: Path) -> str:
    """Run the command as a process on a terminal of its own, and return every byte that reaches it."""
    import pty  # noqa: PLC0415 - not there on every system

    master, slave = pty.openpty()
    environment = os.environ | {
        "PYTHONPATH": str(Path(geo.__file__).parent.parent), "TERM": "xterm-256color", "COLUMNS": "200",
    }  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, "-m", "geo", *arguments],
        cwd=folder, env=environment, stdin=slave, stdout=slave, stderr=slave,
    )  # fmt: skip
    os.close(slave)
    shown = b""
    while True:
        try:
            part = os.read(master, 65536)
        except OSError:  # how the end of a terminal is told on Linux
            break
        if not part:
            break
        shown += part
    process.wait()
    os.close(master)
    assert b"Traceback" not in shown
    return shown.decode()


#: What our own tables and bars send: styles, the cursor hidden and shown, a line erased, one line up.
OWN: Final = re.compile(r"\x1b\[(?:[0-9;]*m|\?25[lh]|2K|1A)")


@pytest.mark.slow
@pytest.mark.linux
@pytest.mark.parametrize(
    "line",
    some_by_day(
        [
            "ledger data/tables/hostile.csv",
            "ledger data/tables/hostile.csv --format csv",
            "ledger data/tables/hostile.csv --format json",
            "recode data/tables/hostile.csv --to 2021",
            "check --format json",
            "build --explain --jobs 1",
        ],
        day=[
            "ledger data/tables/hostile.csv",
            "recode data/tables/hostile.csv --to 2021",
            "check --format json",
            "build --explain --jobs 1",
        ],
    ),
)
def test_a_terminal_gets_nothing_but_styles_of_our_own(line: str, hostile: Path) -> None:
    shown = on_terminal(*line.split(), folder=hostile)
    assert "\\x1b[31mred" in shown or "\\u001b[31mred" in shown
    assert "\x1b[31mred" not in shown
    # The terminal itself writes a carriage return before each line feed; a bar rewrites its line.
    rest = OWN.sub("", re.sub(r"\r(?=\n|\x1b\[)", "", shown))
    assert raw_controls(rest) == []


@pytest.mark.parametrize("text", HOSTILE)
def test_errors_problems_and_reports_are_lines_of_their_own(text: str) -> None:
    problem = Problem(text, text, text, 3, text, text, record=text)
    error = TableError([problem, problem])
    note = Change(text, "changed", text, (text,))
    assert note.summary == text
    region = RegionChange(text, text, text, "rose", text, text)
    record = RecordChange(text, text, "moved", "strong", "leader", text, text)
    report = Diff("vintages", text, text, (region,), (record,))
    for said, lines in (
        (str(problem), 1),
        (str(replace(problem, severity="notice")), 1),
        (str(error), 2),
        (str(BuildError(f"{text}: cannot be written")), 1),
        (report.to_text(), 7),
        (report.to_markdown(), None),
        (one_line(text), 1),
    ):
        assert raw_controls(said) == []
        assert own_lines(said) == []
        assert lines is None or len(said.rstrip("\n").split("\n")) == lines


@pytest.mark.slow
@pytest.mark.loopback
@pytest.mark.allow_hosts(["127.0.0.1"])
def test_watching_tells_no_terminal_what_to_do(hostile: Path) -> None:
    said: list[str] = []
    stop = threading.Event()

    def say(line: str) -> None:
        said.append(line)
        if len(said) > 1:
            stop.set()

    watch_project(hostile, port=0, say=say, stop=stop)
    shown = "\n".join(said)
    assert "\\x1b[31mred" in shown
    assert raw_controls(shown) == []
    assert own_lines(shown) == []


def test_text_is_printed_in_one_place_only() -> None:
    printing = re.compile(r"\bclick\.s?echo\w*\(|(?<![\w.>] )\bprint\(|\.std(?:out|err)\.write\(")
    users = {}
    for path in sorted(Path(geo.__file__).parent.rglob("*.py")):
        lines = [line for line in path.read_text("utf-8").splitlines() if ">>>" not in line]
        if found := [line.strip() for line in lines if printing.search(line)]:
            users[path.relative_to(Path(geo.__file__).parent).as_posix()] = found
    # The table prints itself; each of its cells goes through `one_line`.
    assert list(users) == ["cli/output.py"]
    assert [line.partition("(")[0] for line in users["cli/output.py"]] == ["click.echo", "Console"]
