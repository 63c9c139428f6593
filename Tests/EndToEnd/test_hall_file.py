"""halld config and halld check: every fault at once, each with its line."""

import subprocess

import pytest

from conftest import BINARIES, HANG_SECONDS


def check(path):
    return subprocess.run(
        [BINARIES / "halld", "check", "--config", path], capture_output=True, text=True, timeout=HANG_SECONDS)


def test_the_printed_default_is_good(directory, default_file):
    config = directory / "hall.toml"
    config.write_text(default_file)
    result = check(config)
    assert result.returncode == 0, result.stderr
    assert "sounds like" in result.stderr and "(warning)" in result.stderr


def test_all_faults_are_told_at_once_with_their_lines(directory):
    config = directory / "hall.toml"
    config.write_text("""\
name = "大厅"
hours = ["09:00-08:00", "25:00-26:00"]
colour = "red"
[calling]
polcy = "fifo"
head_start_seconds = "long"
[[category]]
prefix = "A"
name = "甲"
[[category]]
prefix = "A"
name = "又甲"
[[service]]
code = "one"
category = "A"
name = "一"
[[service]]
code = "one"
category = "Q"
name = "又一"
[[window]]
number = 1
primary = []
[[window]]
number = 1
primary = ["A", "two"]
""")
    result = check(config)
    assert result.returncode == 1
    faults = [line.removeprefix(f"{config}:").split(" ", 1) for line in result.stderr.splitlines()]
    found = {(int(line.rstrip(":")), text.split(": ")[0]) for line, text in faults}
    assert found >= {
        (2, "hours"), (3, "colour"), (5, "calling.polcy"), (6, "calling.head_start_seconds"),
        (11, "category[2].prefix"), (18, "service[2].code"), (19, "service[2].category"),
        (23, "window[1].primary"), (25, "window[2].number"), (26, "window[2].primary"),
    }
    assert "did you mean policy?" in result.stderr


@pytest.mark.parametrize("name, words", [
    ("汉" * 201, "has 201 characters; a name has 200 at most"), ("王\uffff芳", "zh-Hans: has U+FFFF, which is no character"),
    ("a\U0001fffeb", "has U+1FFFE")], ids=["long", "U+FFFF", "U+1FFFE"])
def test_a_name_that_would_spoil_slips_and_tables_is_told(directory, default_file, name, words):
    config = directory / "hall.toml"
    config.write_text(default_file.replace("示范社区一站式服务大厅", name, 1))
    told = check(config)
    assert told.returncode == 1 and words in told.stderr, told.stderr


@pytest.mark.parametrize("text, words", [
    ("", "name: is missing"),
    ("[[[", ":1: "),
    ("name = \"a\"\nname = \"b\"", ":2: "),
    ("name = 7", "expected a table, found the number 7"),
    ("name = \"\\ud800\"", ":1: "),
    ("\0", ":1: "),
    ("x" * 100_000, ":1: "),
    ("a = " + "[" * 100_000, ":1: "),
])
def test_a_broken_file_is_told_and_never_crashes(directory, text, words):
    config = directory / "hall.toml"
    config.write_text(text)
    result = check(config)
    assert result.returncode == 1, result
    assert words in result.stderr


def test_an_absent_file_is_told(directory):
    result = check(directory / "none.toml")
    assert result.returncode == 1
    assert "No such file" in result.stderr
