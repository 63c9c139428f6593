"""Slips as files in a folder, as pictures, and by the hall's own templates."""

import subprocess

import pytest
from PIL import Image, ImageChops, ImageFilter

from conftest import BINARIES, HANG_SECONDS, Refused
from paper import device, jobs, page_millimetres, qr_text, slip_text, wait_until


def test_the_demo_hall_writes_each_slip_as_a_pdf(hall):
    ticket = hall.call("Queue.Take", service="A")["ticket"]
    hall.call("Queue.Take", service="minimum-living", language="en")
    wait_until(lambda: all(job["state"] == "printed" for job in jobs(hall).values()), "printing")
    text = slip_text(hall.state / "slips" / f"{ticket['day']}-A001.pdf")
    for words in ["A001", "示范社区一站式服务大厅", "就业失业登记", "您前面还有 0 人", "免费"]:
        assert words in text
    sensitive = slip_text(hall.state / "slips" / f"{ticket['day']}-B001.pdf")
    assert "Social assistance" in sensitive and "Minimum living" not in sensitive
    width, height = page_millimetres(hall.state / "slips" / f"{ticket['day']}-A001.pdf")
    assert round(width) == 80 and 50 < height < 200


def test_a_copy_says_that_it_is_one(hall):
    ticket = hall.call("Queue.Take", service="A")["ticket"]
    hall.call("Queue.Reprint", number="A001")
    wait_until(lambda: len(list((hall.state / "slips").glob("*.pdf"))) == 2, "printing")
    copies = list((hall.state / "slips").glob("*copy*.pdf"))
    assert len(copies) == 1 and "补打" in slip_text(copies[0])
    assert "补打" not in slip_text(hall.state / "slips" / f"{ticket['day']}-A001.pdf")


def test_no_print_takes_a_number_without_a_slip(hall):
    hall.call("Queue.Take", service="A", print=False)
    assert jobs(hall) == {}


def test_a_folder_that_cannot_be_written_is_told_and_recovers(new_hall, default_file, directory):
    config = directory / "hall.toml"
    config.write_text(default_file.replace("patience_seconds = 20", "patience_seconds = 1"))
    hall = new_hall(config)
    hall.state.mkdir()
    (hall.state / "slips").write_text("in the way")
    hall.start()
    hall.take()
    wait_until(lambda: jobs(hall)["A001"]["state"] == "failed", "the failure")
    assert "slips" in jobs(hall)["A001"]["failure"]
    assert hall.call("Hall.Status")["printFailures"] == 1
    assert device(hall)["state"] == "absent"
    assert "Printer" in hall.hallctl("status").stdout, "an alarm says so"
    (hall.state / "slips").unlink()
    hall.call("Print.Retry", job=1)
    wait_until(lambda: jobs(hall)["A001"]["state"] == "printed", "printing")
    assert list((hall.state / "slips").glob("*A001.pdf")), "nothing was ever sent: it is no copy"
    assert hall.call("Tally.Day")["printFailures"] == 1


def test_whoever_takes_a_number_without_paper_is_told_at_once(new_hall, default_file, directory):
    config = directory / "hall.toml"
    config.write_text(default_file)
    hall = new_hall(config)
    hall.state.mkdir()
    (hall.state / "slips").write_text("in the way")
    hall.start()
    wait_until(lambda: device(hall).get("state") == "absent", "the trouble")
    watching = hall.connect()
    watching.send("Hall.Watch", more=True)
    watching.message()
    told = hall.hallctl("take", "A")
    assert told.returncode == 0
    assert "Your number is A001. There is no slip (does not answer): please note the number." in told.stdout
    assert "请记下号码" in hall.hallctl("--lang", "zh-Hans", "take", "A").stdout
    # The printer's own state may come first, which changes no ticket.
    changes = next(seen for seen in iter(lambda: watching.message()["parameters"]["changes"], None) if seen)
    assert [change["kind"] for change in changes] == ["ticketIssued", "printFailed"], "staff see it on their screens"
    assert "failed" in hall.hallctl("ticket", "list").stdout
    assert "There is no slip" in hall.hallctl("reprint", "A001").stdout
    config.write_text(default_file.replace('without_paper = "give"', 'without_paper = "refuse"'))
    hall.call("Hall.Reload")
    refused = hall.hallctl("take", "A")
    assert refused.returncode == 1 and "NoPaper" in refused.stderr and "does not answer" in refused.stderr
    assert hall.hallctl("take", "A", "--no-print").returncode == 0


# ---------------------------------------------------------------- documents and previews


def test_documents_of_every_kind_come_out(hall):
    hall.take("A")
    for arguments, words in [
        (["materials", "job-registration", "--missing", "2"], ["一次性告知单", "还缺以下材料", "户口簿或居住证"]),
        (["materials", "job-registration"], ["办理需要以下材料", "身份证"]),
        (["closing"], ["业务日小结", "取号"]),
        (["plate", "1"], ["1 号窗口", "劳动就业与社会保障"]),
        (["poster"], ["排队叫号规则", "优先对象", "不收费"]),
    ]:
        before = set((hall.state / "slips").glob("*.pdf"))
        assert hall.hallctl("print", *arguments).returncode == 0
        new = lambda: set((hall.state / "slips").glob("*.pdf")) - before
        wait_until(lambda: [path for path in new() if path.name.startswith(arguments[0])], "printing")
        text = slip_text(next(path for path in new() if path.name.startswith(arguments[0]))).replace(" ", "")
        for word in words:
            assert word.replace(" ", "") in text, (arguments, text)
    plate = next((hall.state / "slips").glob("plate-*.pdf"))
    assert [round(side) for side in page_millimetres(plate)] == [297, 210]


def test_paper_says_no_less_than_the_record(hall):
    hall.take("A", print=False)
    hall.call("Window.Call", window=1)
    hall.call("Window.Finish", window=1, matters=[{"outcome": "denied", "reason": "材料\u0000不实", "basis": "《条例》\u0000第九条"}])
    wait_until(lambda: list((hall.state / "slips").glob("denial-*.pdf")), "the notice")
    text = slip_text(next((hall.state / "slips").glob("denial-*.pdf")))
    assert "不实" in text and "第九条" in text, text


@pytest.mark.parametrize("arguments, error", [
    (["materials", "nothing"], "UnknownService"), (["materials", "job-registration", "--missing", "9"], "UnknownMaterial"),
    (["plate", "99"], "UnknownWindow"), (["poster", "--printer", "cellar"], "UnknownPrinter"),
    (["closing", "--day", "2017-01-01"], "NoData"),
])
def test_documents_that_cannot_be_are_refused_by_name(hall, arguments, error):
    refused = hall.hallctl("print", *arguments)
    assert refused.returncode == 1 and error in refused.stderr
    assert hall.call("Print.List")["jobs"] == []


@pytest.mark.parametrize("missing", [[0], [-1], [-(1 << 63)], [1, 1, 1, 1], list(range(1, 5000))])
def test_materials_that_nobody_can_mean_harm_nothing(hall, missing):
    try:
        hall.call("Print.Document", document="materials", service="job-registration", missing=missing)
    except Refused as refused:
        assert refused.name in ("InvalidParameter", "UnknownMaterial")
    assert hall.take("A") == "A001"


def test_a_document_whose_matter_a_reload_took_away_fails_by_name(new_hall, default_file, directory):
    config = directory / "hall.toml"
    config.write_text(default_file)
    hall = new_hall(config)
    hall.state.mkdir()
    (hall.state / "slips").write_text("in the way")
    hall.start()
    hall.call("Print.Document", document="materials", service="job-registration", missing=[2])
    config.write_text(default_file.replace(
        '    { zh-Hans = "户口簿或居住证", zh-Hant = "戶口簿或居住證", en = "Household register or residence permit" },\n', "", 1))
    hall.call("Hall.Reload")
    (hall.state / "slips").unlink()
    wait_until(lambda: hall.call("Print.List")["jobs"][0]["state"] == "failed", "the failure")
    wait_until(lambda: device(hall)["state"] == "ok", "the folder")
    hall.call("Print.Retry", job=1)
    wait_until(lambda: "no longer has" in hall.call("Print.List")["jobs"][0].get("failure", ""), "the reason")
    hall.stop()
    assert hall.start().take("A") == "A001"


def test_a_slip_longer_than_any_roll_fails_by_name(own, new_hall, directory):
    template(directory, '[[block]]\nnumber = "{number}"\n' + "[[block]]\nspace_mm = 100\n" * 60)
    hall = new_hall(own).start()
    hall.take("A")
    wait_until(lambda: jobs(hall)["A001"]["state"] == "failed", "the failure")
    assert "longer than" in jobs(hall)["A001"]["failure"]
    refused = hall.hallctl("slip", "preview", "A001", "--out", directory / "long.png")
    assert refused.returncode == 1


def test_samples_say_so_and_the_halls_own_do_not(hall, directory):
    for arguments, words, is_sample in [
        (["--document", "denial"], "不予办理告知单", True), (["--document", "plate"], "3 号窗口", True),
        (["--document", "plate", "--window", "2"], "2 号窗口", False), (["--document", "poster"], "全天", False),
        (["--document", "materials", "--service", "legal-advice"], "不需要带材料", False),
        (["--document", "closing"], "业务日小结", False),
    ]:
        out = directory / f"{len(list(directory.glob('*.pdf')))}.pdf"
        result = hall.hallctl("slip", "preview", *arguments, "--out", out)
        assert result.returncode == 0, result.stderr
        text = slip_text(out).replace(" ", "")
        assert words.replace(" ", "") in text and ("【样例】" in text) == is_sample, (arguments, text)


@pytest.mark.parametrize("kind", ["ticket", "materials", "acceptance", "denial", "closing", "plate", "poster"])
@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "en"])
def test_a_pdf_shows_every_character(hall, directory, kind, language):
    """Where the picture is dark, so is what other programs make of the PDF: no box, no gap."""
    for name in ["slip.png", "slip.pdf"]:
        result = hall.hallctl(
            "slip", "preview", "--document", kind, "--slip-language", language, "--out", directory / name)
        assert result.returncode == 0, result.stderr
    picture = Image.open(directory / "slip.png").convert("L")
    for drawn in drawn_by_others(directory / "slip.pdf", picture.size):
        for one, other in [(picture, drawn), (drawn, picture)]:
            assert not (places := places_not_in(one, other)), places


def drawn_by_others(pdf, size):
    """By poppler and by Ghostscript: one of them makes the dots for any printer behind CUPS."""
    out = pdf.with_name("drawn.png")
    for command in [
        ["pdftoppm", "-r", "203", "-png", "-singlefile", pdf, out.with_suffix("")],
        ["gs", "-q", "-sDEVICE=pnggray", "-r203", "-o", out, pdf],
    ]:
        subprocess.run(command, check=True)
        page = Image.new("L", size, 255)
        page.paste(Image.open(out).convert("L"), (0, 0))
        yield page


def places_not_in(one, other):
    """Blocks of 3 mm where a tenth of what is dark has nothing dark near it in the other picture."""
    dark = one.point(lambda grey: 255 if grey < 100 else 0)
    far = other.filter(ImageFilter.MinFilter(5)).point(lambda grey: 255 if grey > 160 else 0)
    missing = ImageChops.multiply(dark, far)
    side = 24
    boxes = [
        (left, top, left + side, top + side) for left in range(0, one.width, side) for top in range(0, one.height, side)]
    return [
        box for box in boxes
        if missing.crop(box).histogram()[255] > 8 + dark.crop(box).histogram()[255] / 10]


def test_a_preview_is_the_slip_and_its_code_can_be_read(new_hall, default_file, directory):
    config = directory / "hall.toml"
    config.write_text(default_file.replace("# base_url =", "base_url ="))
    hall = new_hall(config).start()
    hall.take("A")
    for name in ["a.png", "a.pdf"]:
        assert hall.hallctl("slip", "preview", "A001", "--out", directory / name).returncode == 0
    assert "A001" in slip_text(directory / "a.pdf")
    link = qr_text(directory / "a.png")
    day = hall.call("Hall.Status")["day"]
    assert link.startswith(f"http://192.168.1.10:8080/t/{day}/A001/")
    assert len(link.rsplit("/", 1)[1]) == 6 and f"查询码 {link.rsplit('/', 1)[1]}" in slip_text(directory / "a.pdf")
    assert not list((hall.state / "slips").glob("*preview*")), "a preview prints nothing"
    refused = hall.hallctl("slip", "preview", "A009", "--out", directory / "b.png")
    assert refused.returncode == 1 and "UnknownTicket" in refused.stderr and not (directory / "b.png").exists()


def test_drawing_hundreds_of_slips_keeps_no_memory(hall):
    """Cairo's recording surfaces once kept 33 kB of every PDF."""
    hall.take("A")
    connection = hall.connect()

    def draw(count):
        for _ in range(count):
            connection.send("Print.Preview", {"number": "A001", "format": "pdf"}, more=True)
            while "continues" in connection.message():
                pass

    def anonymous_kilobytes():
        rollup = open(f"/proc/{hall.process.pid}/smaps_rollup").read()
        return int(rollup.split("Anonymous:")[1].split()[0])

    draw(100)
    before = anonymous_kilobytes()
    draw(300)
    assert anonymous_kilobytes() - before < 5000


def test_check_codes_outlive_a_restart_and_tell_nothing_of_the_next(new_hall):
    hall = new_hall().start()
    for _ in range(2):
        hall.take("A")
    codes = lambda: [
        slip_text(hall.state / "slips" / f"{hall.call('Hall.Status')['day']}-A00{n}.pdf").split("查询码")[1].split()[0]
        for n in (1, 2)]
    wait_until(lambda: all(job["state"] == "printed" for job in jobs(hall).values()), "printing")
    first = codes()
    assert first[0] != first[1]
    hall.stop()
    hall.start()
    preview = hall.directory / "again.pdf"
    hall.hallctl("slip", "preview", "A001", "--out", preview)
    assert first[0] in slip_text(preview)
    assert (hall.state / "hall.key").stat().st_mode & 0o077 == 0


# ---------------------------------------------------------------- the hall's own templates


@pytest.fixture
def own(directory, default_file):
    """hall.toml and a template of the hall's own beside it."""
    config = directory / "hall.toml"
    config.write_text(default_file)
    (directory / "slips").mkdir()
    return config


def template(directory, text, kind="ticket"):
    (directory / "slips" / f"{kind}.toml").write_text(text)


def test_a_hall_changes_its_slip_and_sees_it_at_the_next_ticket(own, new_hall, directory):
    hall = new_hall(own).start()
    template(directory, '[[block]]\ntext = "欢迎 {hall}"\n[[block]]\nnumber = "{number}"\nheight_mm = 20\n')
    hall.call("Hall.Reload")
    hall.take("A")
    wait_until(lambda: jobs(hall)["A001"]["state"] == "printed", "printing")
    text = slip_text(next((hall.state / "slips").glob("*A001.pdf")))
    assert "欢迎 示范社区" in text and "A001" in text and "您前面" not in text


@pytest.mark.parametrize("text, line, words", [
    ('[[block]]\ntext = "{nmuber}"', 2, "no field {nmuber}"),
    ('[[block]]\ntext = "x"\nsise = "large"', 3, "did you mean size?"),
    ('[[block]]\nphrase = "welcome"', 2, 'no phrase "welcome"'),
    ('[[block]]\nphrase = "remedies"\n[[block]]\nphrase = "denialReason"', 4, "no field {reason}"),
    ('[[block]]\nnumber = "{number}"\nheight_mm = 0', 3, "from 5.0 to 150.0"),
    ('[[block]]\nqr = "qr"\nsize_mm = -1', 3, "from 10.0 to 60.0"),
    ('[[block]]\ntext = "x"\nsize = 0', 3, "points from 6 to 300"),
    ('[[block]]\ntext = "x"\nrule = true', 1, "exactly one of"),
    ('[[block]]\ntext = "x"\nwhen = ["rain"]', 3, 'no field "rain"'),
    ('sheet = "a4"\n[[block]]\ntext = "x"', 1, "goes on a roll"),
    ('', 1, "at least one block"), ('[[block]]\ntext = "{number"', 2, "a { without its }"),
    ('[[block]]\ntext = "x"', 1, "no block shows {number}"),
    (f'[[block]]\ntext = "{"x" * 2001}"', 2, "2000 characters at most"),
    ('[[[', 1, ""),
])
def test_a_bad_template_is_refused_with_its_place_and_the_old_one_stays(
        own, new_hall, directory, text, line, words):
    hall = new_hall(own).start()
    template(directory, text)
    refused = hall.hallctl("reload")
    assert refused.returncode == 1
    assert f"slips/ticket.toml:{line}: " in refused.stderr and words in refused.stderr, refused.stderr
    check = subprocess.run(
        [BINARIES / "halld", "check", "--config", own], capture_output=True, text=True, timeout=HANG_SECONDS)
    assert check.returncode == 1 and words in check.stderr
    hall.take("A")
    wait_until(lambda: jobs(hall)["A001"]["state"] == "printed", "printing")
    assert "您前面还有" in slip_text(next((hall.state / "slips").glob("*A001.pdf")))


@pytest.mark.parametrize("line, words", [
    ('font = "Papyrus Nova"', 'slips.font: there is no font "Papyrus Nova"'),
    ('logo = "hall.toml"', "is no PNG picture"), ('logo = "gone.png"', "gone.png cannot be read, or is not there"),
    ('base_url = "http://a b"', "without spaces"), (f'base_url = "http://{"x" * 200}"', "at most 120 characters"),
])
def test_a_missing_font_and_a_logo_that_is_no_image_are_refused_with_their_line(own, new_hall, line, words):
    hall = new_hall(own).start()
    text = own.read_text().replace("[slips]", f"[slips]\n{line}")
    own.write_text(text)
    refused = hall.hallctl("reload")
    number = text.split("\n").index(line) + 1
    assert refused.returncode == 1 and f":{number}: " in refused.stderr and words in refused.stderr, refused.stderr
    assert hall.take("A") == "A001"


@pytest.mark.parametrize("block, words", [
    ('text = "' + "{hall}" * 300 + '"', "more text than fits"), ('number = "' + "{hall}" * 50 + '"', "more text than fits"),
    # Of a line of more than 740 m Pango knows no width.
    ('text = "' + "{hall}" * 60 + '"\nsize = 300', "more text than fits"),
    ('text = "' + "{hall}" * 8 + '"\nsize = 300', "longer than 1200 mm"),
    ('text = "' + "\\n" * 1600 + '"\nsize = 300', "longer than 1200 mm"),
], ids=["60,000 characters", "a line of 10,000", "12,000 large ones", "1,600 large ones", "1,600 large lines"])
def test_a_template_that_swells_when_it_is_filled_costs_its_slip_and_nothing_else(own, new_hall, directory, block, words):
    own.write_text(own.read_text().replace("示范社区一站式服务大厅", "长" * 200))
    template(directory, f'[[block]]\nnumber = "{{number}}"\n[[block]]\n{block}')
    hall = new_hall(own)
    hall.start(["prlimit", f"--as={4 << 30}"])
    hall.take("A")
    wait_until(lambda: jobs(hall)["A001"]["state"] == "failed", "the failure")
    assert words in jobs(hall)["A001"]["failure"]
    assert hall.call("Window.Call", window=1)["ticket"]["number"] == "A001"


def test_a_sheet_that_holds_too_little_is_not_cut_off(own, new_hall, directory):
    template(directory, 'sheet = "a5"\n' + '[[block]]\ntext = "长"\nsize = 300\n' * 30, kind="poster")
    hall = new_hall(own).start()
    hall.hallctl("print", "poster")
    failed = lambda: [job["failure"] for job in hall.call("Print.List")["jobs"] if job["state"] == "failed"]
    wait_until(failed, "the failure")
    assert "poster: does not fit on its sheet" in failed()[0]


def test_a_template_that_cannot_be_read_is_told(own, directory):
    for make in [lambda path: path.mkdir(), lambda path: path.symlink_to("/nowhere"), lambda path: path.write_bytes(b"\xff")]:
        path = directory / "slips" / "ticket.toml"
        make(path)
        check = subprocess.run(
            [BINARIES / "halld", "check", "--config", own], capture_output=True, text=True, timeout=HANG_SECONDS)
        assert check.returncode == 1 and "slips/ticket.toml:1: " in check.stderr
        path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()


def test_a_halls_logo_and_font_are_on_its_slips(own, new_hall, directory):
    from PIL import Image, ImageChops, ImageFilter
    hall = new_hall(own).start()
    hall.take("A")
    default = own.read_text()
    heights = []
    for name, setting, size in [
            ("other", 'font = "Noto Sans CJK SC"', None),
            ("none", 'font = "WenQuanYi Micro Hei"', None),
            ("wide", 'font = "WenQuanYi Micro Hei"\nlogo = "logo.png"', (40, 20)),
            ("tall", 'font = "WenQuanYi Micro Hei"\nlogo = "logo.png"', (10, 40))]:
        if size:
            Image.new("RGB", size, "black").save(directory / "logo.png")
        own.write_text(default.replace("[slips]", f"[slips]\n{setting}"))
        hall.call("Hall.Reload")
        picture = directory / f"{name}.png"
        assert hall.hallctl("slip", "preview", "A001", "--out", picture).returncode == 0
        with Image.open(picture) as image:
            top = image.convert("L").crop((0, 0, image.width, 100))
            heights.append((image.height, sum(top.histogram()[:60])))
    other, none, wide, tall = heights
    assert none != other, "another font"
    assert wide[0] > none[0] + 50, "10 mm more"
    assert wide[1] > none[1], "it is black"
    assert tall[1] < wide[1], "another picture under the same name is taken at a reload"


def test_a_template_for_no_document_is_told(own, directory):
    (directory / "slips" / "tickets.toml").write_text("")
    check = subprocess.run(
        [BINARIES / "halld", "check", "--config", own], capture_output=True, text=True, timeout=HANG_SECONDS)
    assert check.returncode == 1 and "slips/tickets.toml:1: is no document's template" in check.stderr


def test_the_built_in_templates_are_printed_to_start_from(own, directory):
    for kind in ["ticket", "materials", "acceptance", "denial", "closing", "plate", "poster"]:
        printed = subprocess.run(
            [BINARIES / "halld", "template", kind], capture_output=True, text=True, check=True).stdout
        (directory / "slips" / f"{kind}.toml").write_text(printed)
    check = subprocess.run(
        [BINARIES / "halld", "check", "--config", own], capture_output=True, text=True, timeout=HANG_SECONDS)
    assert check.returncode == 0, check.stderr


def test_older_people_get_large_print_and_anybody_who_asks(hall):
    hall.take("A")
    hall.take("A", priority="elderly")
    hall.hallctl("take", "A", "--large-print")
    wait_until(lambda: len(jobs(hall)) == 3 and all(j["state"] == "printed" for j in jobs(hall).values()), "printing")
    heights = [page_millimetres(next((hall.state / "slips").glob(f"*A00{n}.pdf")))[1] for n in (1, 2, 3)]
    assert min(heights[1:]) > 1.1 * heights[0]
