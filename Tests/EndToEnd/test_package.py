"""What is installed, and the package that it makes; with the binaries at hand. `make test-install` boots it."""

import gzip
import os
import re
import shutil
import subprocess

import pytest
from conftest import BINARIES, ROOT


@pytest.fixture(scope="module")
def staged(tmp_path_factory):
    root = tmp_path_factory.mktemp("root")
    subprocess.run([ROOT / "packaging/stage", BINARIES, root, "/usr"], check=True)
    return root


def test_everything_has_its_place(staged):
    files = {str(path.relative_to(staged)) for path in staged.rglob("*") if path.is_file()}
    for name in [
        "usr/bin/halld", "usr/bin/hallctl", "usr/lib/systemd/system/halld.service", "usr/lib/systemd/system/halld-web.socket",
        "usr/lib/sysusers.d/halld.conf", "usr/lib/tmpfiles.d/halld.conf", "usr/lib/udev/rules.d/60-halld.rules",
        "usr/lib/systemd/catalog/halld.catalog", "usr/share/halld/devices/cups.toml", "usr/share/halld/systemd/local-printers.conf",
        "usr/share/bash-completion/completions/hallctl", "usr/share/zsh/vendor-completions/_hallctl",
        "usr/share/fish/vendor_completions.d/hallctl.fish", "usr/share/doc/halld/operation.md", "etc/halld/hall.toml",
    ]:
        assert name in files, name
    assert {path.name for path in (staged / "usr/share/halld/devices").glob("*.toml")} == {
        path.name for path in (ROOT / "devices").glob("*.toml")}
    assert subprocess.run([BINARIES / "halld", "check", "--config", staged / "etc/halld/hall.toml"]).returncode == 0


def test_a_halls_own_file_is_not_replaced(staged):
    own = staged / "etc/halld/hall.toml"
    own.write_text('name = "own"\n')
    subprocess.run([ROOT / "packaging/stage", BINARIES, staged, "/usr"], check=True)
    assert own.read_text() == 'name = "own"\n'
    own.unlink()
    subprocess.run([ROOT / "packaging/stage", BINARIES, staged, "/usr"], check=True)


def test_another_prefix_is_the_units_too(tmp_path):
    subprocess.run([ROOT / "packaging/stage", BINARIES, tmp_path, "/usr/local"], check=True)
    assert "ExecStart=/usr/local/bin/halld" in (tmp_path / "usr/local/lib/systemd/system/halld.service").read_text()


def commands(binary):
    import json
    told = subprocess.run([binary, "--experimental-dump-help"], capture_output=True, text=True, check=True).stdout

    def walk(command, path):
        yield " ".join(path), command
        for child in command.get("subcommands", []):
            if child["commandName"] != "help":
                yield from walk(child, [*path, child["commandName"]])

    command = json.loads(told)["command"]
    return dict(walk(command, [command["commandName"]]))


@pytest.mark.parametrize("page, binary", [("man8/halld.8", "halld"), ("man1/hallctl.1", "hallctl")])
def test_the_manual_has_every_command_and_option(staged, page, binary):
    with gzip.open(staged / "usr/share/man" / f"{page}.gz", "rt") as file:
        plain = re.sub(r"\\f[BIR]", "", file.read()).replace("\\-", "-")
    for path, command in commands(BINARIES / binary).items():
        assert path in plain
        for argument in command.get("arguments", []):
            for name in argument.get("names", []):
                assert ("--" if name["kind"] == "long" else "-") + name["name"] in plain or name["name"] in ("help", "h", "version")


def test_the_manual_of_profiles_has_every_key(staged):
    with gzip.open(staged / "usr/share/man/man5/halld-devices.5.gz", "rt") as file:
        plain = re.sub(r"\\f[BIR]", "", file.read()).replace("\\-", "-")
    sources = [ROOT / "Sources/HallFiles" / name for name in ["DeviceProfile.swift", "WindowDeviceProfile.swift"]]
    keys = {key for source in sources for key in re.findall(r'table\.\w+\(\s*"([a-z_]+)"', source.read_text())}
    assert len(keys) > 20 and not [key for key in sorted(keys) if key not in plain]


def test_the_manual_is_good_troff(staged):
    for page in (staged / "usr/share/man").rglob("*.gz"):
        with gzip.open(page) as file:
            drawn = subprocess.run(["groff", "-man", "-Tutf8", "-Kutf8", "-ww"], input=file.read(), capture_output=True)
        complaints = [line for line in drawn.stderr.decode().splitlines() if "can't break line" not in line and "cannot adjust" not in line]
        assert drawn.returncode == 0 and complaints == [], (page.name, complaints[:5])
        assert len(drawn.stdout) > 2000, page.name
    with gzip.open(staged / "usr/share/man/man5/hall.toml.5.gz", "rt") as file:
        assert "[[service]]" in file.read()


@pytest.mark.parametrize("shell, check", [("bash", ["bash", "-n"]), ("zsh", ["zsh", "-n"]), ("fish", ["fish", "-n"])])
def test_completions_are_scripts_of_their_shells(staged, shell, check):
    places = {
        "bash": "bash-completion/completions/hallctl", "zsh": "zsh/vendor-completions/_hallctl",
        "fish": "fish/vendor_completions.d/hallctl.fish"}
    script = staged / "usr/share" / places[shell]
    assert "appraisal" in script.read_text()
    if shutil.which(shell):
        subprocess.run([*check, script], check=True)


@pytest.mark.skipif(not shutil.which("lintian"), reason="needs lintian")
def test_the_package_is_one_that_debian_would_take(tmp_path):
    libraries = subprocess.run(["ldd", BINARIES / "halld"], capture_output=True, text=True, check=True).stdout
    swift = os.path.dirname(re.search(r"=> (\S+libswiftCore\.so)", libraries)[1])
    subprocess.run(
        [ROOT / "packaging/make-deb", BINARIES, "0.0.1", tmp_path], check=True,
        env={**os.environ, "HALL_LIBRARIES": swift, "DPKG_DEB_COMPRESSOR_LEVEL": "0"}, stdout=subprocess.DEVNULL)
    package = next(tmp_path.glob("halld_0.0.1_*.deb"))
    # The swift libraries of these binaries are no package's; make deb links them in.
    found = subprocess.run(
        ["lintian", "--fail-on", "error", "--suppress-tags", "custom-library-search-path,embedded-library", package],
        capture_output=True, text=True)
    assert found.returncode == 0, found.stdout
    told = subprocess.run(["dpkg-deb", "--info", package], capture_output=True, text=True, check=True).stdout
    for dependency in ["libcups2", "libpango-1.0-0", "libqrencode4", "libsqlite3-0", "libxlsxwriter", "tzdata", "fonts-noto-cjk"]:
        assert dependency in told, dependency
    assert not re.search("cage|chromium|xwayland", told), "a hall without screens of its own needs none"
    conffiles = subprocess.run(["dpkg-deb", "--info", package, "conffiles"], capture_output=True, text=True, check=True).stdout
    assert conffiles.split() == ["/etc/halld/hall.toml"]
