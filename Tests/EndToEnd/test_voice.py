"""What is called out in the hall: by espeak-ng, by recorded clips, through ALSA into a file."""

import math
import shutil
import struct
import subprocess
import wave

import pytest
from conftest import BINARIES, HANG_SECONDS
from disks import needs_root
from lines import devices, until

# As PrivateDevices= leaves /dev.
PRIVATE_DEVICES = """
set -e
mkdir "$0" && mount -t tmpfs none "$0"
for node in null zero full random urandom tty; do touch "$0/$node" && mount --bind "/dev/$node" "$0/$node"; done
mkdir "$0/shm" && mount --bind /dev/shm "$0/shm"
mount --move "$0" /dev
exec "$@"
"""


class Loudspeaker:
    """A player of the hall's own: keeps each sound that it is given, and holds it up for as long as it is told to."""

    def __init__(self, directory):
        self.place = directory / "heard"
        self.place.mkdir()
        self.gate = directory / "gate"
        self.program = directory / "player"
        self.program.write_text(
            f"#!/bin/sh\nn=0\nwhile ! mkdir {self.place}/$n.claim 2>/dev/null; do n=$((n+1)); done\n"
            f"cat > {self.place}/$n.part\nwhile [ -e {self.gate} ]; do sleep 0.02; done\n"
            f"mv {self.place}/$n.part {self.place}/$n.wav\n")
        self.program.chmod(0o755)

    @property
    def heard(self):
        return sorted(self.place.glob("*.wav"), key=lambda path: int(path.stem))

    def sounds(self, count):
        until(lambda: len(self.heard) >= count, f"{len(self.heard)} sounds of {count}")
        return self.heard


def with_voice(default_file, directory, text, player=None):
    path = directory / "hall.toml"
    line = f'player = "{player}"\n' if player else ""
    # Before anything else: a table ends where the next begins.
    path.write_text(default_file + f"\n[voice]\n{line}{text}\n")
    return path


def samples(path):
    with wave.open(str(path)) as sound:
        assert (sound.getnchannels(), sound.getsampwidth(), sound.getframerate()) == (1, 2, 22050)
        data = sound.readframes(sound.getnframes())
    return struct.unpack(f"<{len(data) // 2}h", data)


def seconds(path):
    return len(samples(path)) / 22050


def loudness(numbers):
    return math.sqrt(sum(one * one for one in numbers) / len(numbers))


@pytest.fixture
def loudspeaker(directory):
    return Loudspeaker(directory)


def spoken_seconds(text, voice):
    with_silence = subprocess.run(
        ["espeak-ng", "-v", voice, "-s", "150", "--stdin", "--stdout"], input=text.encode(), capture_output=True, check=True)
    return (len(with_silence.stdout) - 44) / 2 / 22050


CHIME = 1.05


def test_a_call_is_a_chime_and_the_number_twice_in_both_languages(new_hall, directory, default_file, loudspeaker):
    hall = new_hall(with_voice(default_file, directory, 'speaks = ["zh-Hans", "en"]', loudspeaker.program)).start()
    hall.take("A")
    hall.call("Window.Call", window=1)
    sound, = loudspeaker.sounds(1)
    chinese = spoken_seconds("请 A 0 0 1 号到 1 号窗口", "cmn-latn-pinyin")
    english = spoken_seconds("Number A 0 0 1, please go to window 1.", "en")
    assert seconds(sound) == pytest.approx(CHIME + 2 * (chinese + english + 0.8), abs=0.1)
    numbers = samples(sound)
    assert loudness(numbers[:22050]) > 500, "the chime"
    assert loudness(numbers[int(1.2 * 22050):]) > 500, "the words"
    assert devices(hall)["voice"]["state"] == "ok"


def test_espeak_says_a_call_in_chinese(new_hall, directory, default_file, loudspeaker):
    """The hall's own words, by the phonemes that espeak-ng makes of them: digits one by one, the window as a number."""
    program = directory / "speech"
    program.write_text(f"#!/bin/sh\ntee {directory}/said | espeak-ng -v cmn-latn-pinyin --stdin --stdout\n")
    program.chmod(0o755)
    window = '[[window]]\nnumber = 12\nprimary = ["A"]\n'
    hall = new_hall(with_voice(
        default_file + window, directory, f'speaks = ["zh-Hans"]\nprogram = "{program}"', loudspeaker.program)).start()
    hall.take("A")
    hall.call("Window.Open", window=12)
    hall.call("Window.Call", window=12)
    loudspeaker.sounds(1)
    said = (directory / "said").read_text()
    phonemes = subprocess.run(
        ["espeak-ng", "-v", "cmn-latn-pinyin", "-x", "-q", said], capture_output=True, text=True, check=True).stdout
    # qing A ling ling yi hao dao shi'er hao chuangkou
    assert phonemes.split() == [
        "tS;h'i21N_|", "'ei51_|", "l'i35N_|", "l'i35N_|", "j'i55_|", "X'Au51_|", "t'Au51_|", "s.i.35_|'@r51_|",
        "X'Au51_|", "ts.hw'A55N_|", "kh'ou214_|"]


def call_at_six_windows(hall, loudspeaker):
    """The first call is held up in the loudspeaker; the others wait."""
    for service in "AABDFC":
        hall.take(service)
    loudspeaker.gate.touch()
    for window in [1, 2, 3, 4, 5, 6]:
        hall.call("Window.Call", window=window)
    until(lambda: len(list(loudspeaker.place.glob("*.part"))) == 1, "the first is being said")


def test_ten_calls_at_once_are_spoken_in_order_and_never_over_each_other(new_hall, directory, default_file, loudspeaker):
    clips(directory, "pips", {f"window-{window}": window * 0.1 for window in range(1, 7)}, "{window}")
    hall = new_hall(with_voice(
        default_file, directory, 'speaks = ["pips"]\nchime = false\ntimes = 1', loudspeaker.program)).start()
    call_at_six_windows(hall, loudspeaker)
    assert not loudspeaker.heard
    loudspeaker.gate.unlink()
    order = [round((seconds(sound) - 0.4) * 10) for sound in loudspeaker.sounds(6)]
    assert order == [1, 2, 3, 4, 5, 6]


def test_calls_that_wait_while_the_voice_is_changed_are_heard(new_hall, directory, default_file, loudspeaker):
    clips(directory, "pips", {f"window-{window}": window * 0.1 for window in range(1, 7)}, "{window}")
    settings = 'speaks = ["pips"]\nchime = false\ntimes = 1'
    hall = new_hall(with_voice(default_file, directory, settings, loudspeaker.program)).start()
    call_at_six_windows(hall, loudspeaker)
    with_voice(default_file, directory, settings + "\nvolume = 20", loudspeaker.program)
    hall.call("Hall.Reload")
    loudspeaker.gate.unlink()
    sounds = loudspeaker.sounds(6)
    assert [round((seconds(sound) - 0.4) * 10) for sound in sounds] == [1, 2, 3, 4, 5, 6]
    assert max(samples(sounds[0])) > max(samples(sounds[1])) > 0, "as it is set now"


def test_a_number_that_was_answered_or_undone_is_not_called_any_more(new_hall, directory, default_file, loudspeaker):
    clips(directory, "pips", {f"window-{window}": window * 0.1 for window in range(1, 7)}, "{window}")
    hall = new_hall(with_voice(
        default_file, directory, 'speaks = ["pips"]\nchime = false\ntimes = 1', loudspeaker.program)).start()
    for service in "AABD":
        hall.take(service)
    loudspeaker.gate.touch()
    for window in [1, 2, 3, 4]:
        hall.call("Window.Call", window=window)
    until(lambda: list(loudspeaker.place.glob("*.part")))
    hall.call("Window.Undo", window=2)
    hall.call("Window.Start", window=3)
    loudspeaker.gate.unlink()
    assert [round((seconds(sound) - 0.4) * 10) for sound in loudspeaker.sounds(2)] == [1, 4]


def test_a_recall_is_heard_and_a_silent_call_is_not(new_hall, directory, default_file, loudspeaker):
    quick = default_file.replace("recall_gap_seconds_min = 5", "recall_gap_seconds_min = 0")
    hall = new_hall(with_voice(quick, directory, "speaks = []", loudspeaker.program)).start()
    hall.take("A")
    hall.call("Window.Call", window=1, silent=True)
    hall.call("Window.Recall", window=1)
    sound, = loudspeaker.sounds(1)
    assert seconds(sound) == pytest.approx(CHIME, abs=0.01), "the chime works without words"


def test_zones_hear_their_own_windows_at_their_own_volume(new_hall, directory, default_file, loudspeaker):
    second = Loudspeaker(directory / "second") if (directory / "second").mkdir() is None else None
    player = directory / "either"
    player.write_text(f'#!/bin/sh\nif [ "$1" = upstairs ]; then exec {second.program}; else exec {loudspeaker.program}; fi\n')
    player.chmod(0o755)
    hall = new_hall(with_voice(default_file, directory, """speaks = []
[[voice.zone]]
name = "ground floor"
device = "downstairs"
windows = [1, 2, 3]
[[voice.zone]]
name = "first floor"
device = "upstairs"
windows = [4]
volume = 25
""", f"{player} {{device}}")).start()
    hall.take("A")
    hall.take("D")
    hall.call("Window.Call", window=4)
    hall.call("Window.Call", window=1)
    loud, quiet = loudspeaker.sounds(1)[0], second.sounds(1)[0]
    assert loudness(samples(quiet)) == pytest.approx(loudness(samples(loud)) / 4, rel=0.02)


def test_the_volume_goes_by_the_time_of_day(new_hall, directory, default_file, loudspeaker):
    hall = new_hall(with_voice(
        default_file, directory, 'speaks = []\nvolume = 100\nquiet = ["00:00-24:00 10"]', loudspeaker.program)).start()
    hall.take("A")
    hall.call("Window.Call", window=1)
    assert max(samples(loudspeaker.sounds(1)[0])) < 1200


def clips(directory, name, lengths, phrase, rate=22050, channels=1):
    """Recordings: pips of a length each."""
    folder = directory / "voice" / name
    folder.mkdir(parents=True)
    (folder / "clips.toml").write_text(f'description = "{name}"\nphrase = "{phrase}"\n')
    for clip, length in lengths.items():
        with wave.open(str(folder / f"{clip}.wav"), "wb") as sound:
            sound.setparams((channels, 2, rate, 0, "NONE", ""))
            sound.writeframes(b"".join(
                struct.pack("<h", int(8000 * math.sin(index / 20))) * channels for index in range(int(rate * length))))
    return folder


def test_recorded_clips_are_put_together(new_hall, directory, default_file, loudspeaker):
    letters = {letter: 0.1 for letter in "ABCDEFGH0123456789"}
    clips(directory, "sichuan", {**letters, "please": 0.3, "to": 0.2, "window-1": 0.5}, "please {number} to {window}",
          rate=44100, channels=2)
    hall = new_hall(with_voice(
        default_file, directory, 'speaks = ["sichuan"]\nchime = false\ntimes = 1', loudspeaker.program)).start()
    hall.take("A")
    hall.call("Window.Call", window=1)
    sound, = loudspeaker.sounds(1)
    assert seconds(sound) == pytest.approx(0.3 + 4 * 0.1 + 0.2 + 0.5 + 0.4, abs=0.01)


def test_a_check_says_which_clips_are_missing(directory, default_file):
    clips(directory, "sichuan", {letter: 0.1 for letter in "ABCDEFG012345678"}, "please {number} to {window}")
    config = with_voice(default_file, directory, 'speaks = ["sichuan"]')
    check = subprocess.run(
        [BINARIES / "halld", "check", "--config", config], capture_output=True, text=True, timeout=HANG_SECONDS)
    assert check.returncode == 1
    assert "voice/sichuan has no 9.wav, H.wav, please.wav, to.wav" in check.stderr


@pytest.mark.parametrize("text, told", [
    ('speaks = ["fr"]', '"fr" is no language (zh-Hans, zh-Hant, en)'), ("times = 9", "a whole number from 1 to 3"),
    ('quiet = ["noon 10"]', 'is not like "12:00-14:00 40"'), ('[[voice.zone]]\nwindows = [77]', "there is no window 77"),
    ('[[voice.zone]]\nname = "slip"', "is a device's name already"),
])
def test_a_wrong_setting_is_told(directory, default_file, text, told):
    config = with_voice(default_file, directory, text)
    check = subprocess.run(
        [BINARIES / "halld", "check", "--config", config], capture_output=True, text=True, timeout=HANG_SECONDS)
    assert check.returncode == 1 and told in check.stderr, check.stderr


def test_another_speech_program_is_asked(new_hall, directory, default_file, loudspeaker):
    pip = clips(directory, "unused", {"pip": 0.7}, "pip") / "pip.wav"
    program = directory / "speech"
    program.write_text(f'#!/bin/sh\ncat > {directory}/said-$1\nexec cat {pip}\n')
    program.chmod(0o755)
    hall = new_hall(with_voice(
        default_file, directory,
        f'speaks = ["zh-Hant"]\nchime = false\ntimes = 1\ncategory = true\nprogram = "{program} {{language}}"',
        loudspeaker.program)).start()
    number = hall.take("B")
    hall.call("Window.Call", window=3)
    assert seconds(loudspeaker.sounds(1)[0]) == pytest.approx(1.1, abs=0.01)
    spelt = " ".join(number)
    assert (directory / "said-zh-Hant").read_text() == f"社會救助，請 {spelt} 號到 3 號窗口"


def test_a_player_that_fails_is_told_and_heard_again(new_hall, directory, default_file, loudspeaker):
    hall = new_hall(with_voice(default_file, directory, 'speaks = ["zh-Hans"]', "aplay -q -D nothing -")).start()
    hall.take("A")
    hall.call("Window.Call", window=1)
    until(lambda: devices(hall)["voice"]["state"] == "degraded")
    assert "aplay" in devices(hall)["voice"]["detail"]
    # One that ends before it has taken the sound.
    with_voice(default_file, directory, 'speaks = ["zh-Hans"]', "false")
    hall.call("Hall.Reload")
    hall.take("A")
    hall.call("Window.Call", window=2)
    until(lambda: "false" in devices(hall)["voice"].get("detail", ""))
    with_voice(default_file, directory, "speaks = []", loudspeaker.program)
    hall.call("Hall.Reload")
    hall.take("B")
    hall.call("Window.Call", window=3)
    loudspeaker.sounds(1)
    until(lambda: devices(hall)["voice"]["state"] == "ok")


@needs_root
def test_a_unit_whose_sandbox_shows_no_sound_cards_is_told_what_helps(new_hall, directory, default_file):
    hall = new_hall(with_voice(default_file, directory, 'speaks = ["zh-Hans"]', "aplay -q -D hw:0 -"))
    hall.environment["INVOCATION_ID"] = "0" * 32
    hall.start(wrapper=["unshare", "--mount", "sh", "-c", PRIVATE_DEVICES, directory / "dev"])
    hall.take("A")
    hall.call("Window.Call", window=1)
    until(lambda: "local-devices.conf" in devices(hall)["voice"].get("detail", ""))
    assert devices(hall)["voice"]["state"] == "degraded"
    assert "local-devices.conf" in hall.hallctl("device", "list").stdout
    assert any("local-devices.conf" in alarm.get("detail", "") for alarm in hall.call("Hall.Status")["alarms"])


@pytest.mark.skipif(not shutil.which("aplay"), reason="needs Debian's alsa-utils")
def test_aplay_plays_it_into_a_file(new_hall, directory, default_file):
    sink = directory / "sink.raw"
    settings = directory / "asound.conf"
    settings.write_text(f'pcm.sink {{ type file slave.pcm "null" file "{sink}" format "raw" }}\npcm.null {{ type null }}\n')
    hall = new_hall(
        with_voice(default_file, directory, 'speaks = ["zh-Hans"]\ntimes = 1\n[[voice.zone]]\nname = "hall"\ndevice = "sink"'),
        environment={"ALSA_CONFIG_PATH": str(settings)}).start()
    hall.take("A")
    hall.call("Window.Call", window=1)
    expected = CHIME + spoken_seconds("请 A 0 0 1 号到 1 号窗口", "cmn-latn-pinyin") + 0.4
    until(lambda: sink.exists() and sink.stat().st_size >= expected * 0.98 * 22050 * 2, "the sound")
    wav = directory / "sink.wav"
    subprocess.run(["sox", "-t", "raw", "-r", "22050", "-e", "signed", "-b", "16", "-c", "1", sink, wav], check=True)
    assert float(subprocess.run(["soxi", "-D", wav], capture_output=True, text=True).stdout) == pytest.approx(expected, abs=0.1)
    assert devices(hall)["hall"]["state"] == "ok"
