"""The monthly table and the spreadsheets, opened by LibreOffice."""

import csv
import datetime
import io
import re
import subprocess
import zipfile

import pytest
from conftest import HANG_SECONDS, Refused
from paper import wait_until


@pytest.fixture
def month(new_hall, default_file, directory):
    """February and March 2027, three days each with some business, and the first of April."""
    config = directory / "hall.toml"
    config.write_text(
        default_file.replace('# unit = "桃源街道公共服务站"', 'unit = "=桃源街道公共服务站"', 1)
        .replace('# preparer = "李丽"', 'preparer = "李丽"', 1))
    hall = new_hall(config)
    hall.go_to("2027-02-24", hour=9)
    hall.start()
    for day, visits in [("2027-02-24", 2), ("2027-02-25", 2), ("2027-03-01", 3), ("2027-03-10", 1), ("2027-03-31", 4)]:
        hall.go_to(day, hour=9)
        for n in range(visits):
            hall.take("minimum-living" if n % 2 else "pension-certification", print=False)
        hall.shift_clock(seconds=90)
        for n in range(visits):
            window = 3 if n % 2 else 1
            hall.call("Window.Call", window=window)
            outcome = "accepted" if n % 2 else "done"
            hall.call("Window.Finish", window=window, outcome=outcome)
            hall.call("Window.Rate", window=window, score=5 - n)
    hall.go_to("2027-04-01", hour=9)
    return hall


def opened(path, directory, sheet=1):
    """As LibreOffice reads it."""
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation=file://{directory}/office", "--convert-to",
         f"csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,{sheet}", "--outdir", directory, path],
        check=True, capture_output=True, timeout=max(120, HANG_SECONDS))
    written = max(directory.glob(path.stem + "*.csv"), key=lambda one: one.stat().st_mtime)
    with open(written, newline="", encoding="utf-8") as file:
        return list(csv.reader(file))


def table_of(rows, heading):
    start = next(n for n, row in enumerate(rows) if heading in row)
    head = rows[start]
    return [dict(zip(head, row)) for row in rows[start + 1:] if sum(map(bool, row)) > 2]


def test_the_monthly_table_opens_as_a_spreadsheet_with_the_figures_of_the_json(month, directory):
    path = directory / "march.xlsx"
    assert month.hallctl("--lang=zh-Hans", "report", "2027-03", "--xlsx", path).returncode == 0
    table = month.call("Report.Show", month="2027-03")["report"]["table"]
    rows = opened(path, directory)
    assert rows[0][0] == "=桃源街道公共服务站月报表", "what somebody typed is text"
    read = {row["事项"]: row for row in table_of(rows, "接待人次") if row["类型"]}
    assert len(read) == len(table["services"])
    for service in table["services"]:
        row = read[service["name"]["zh-Hans"]]
        for heading, field in [
            ("接待人次", "visits"), ("即办件", "done"), ("期初在办", "opening"), ("受理", "accepted"), ("办结", "ended"),
            ("期末在办", "closing"), ("否定", "denials"), ("评价次数", "rated"),
        ]:
            assert row[heading] == str(service[field]), (service["service"], heading)
        assert row["备注"] == ("" if service["visits"] or service["opening"] else "本月无业务")
    names = {service["service"]: service["name"]["zh-Hans"] for service in table["services"]}
    living = read[names["minimum-living"]]
    assert (living["接待人次"], living["期初在办"], living["受理"], living["期末在办"]) == ("3", "2", "3", "5")
    assert float(living["平均等候（分）"]) == pytest.approx(1.5, abs=0.1)
    assert living["环比"] in ("50%", "50.0%") and living["同比"] == ""
    whole = table_of(rows, "接待人次")[-1]
    assert (whole["主管部门"], whole["接待人次"], whole["满意率"]) == ("合计", "8", "87.5%")
    with zipfile.ZipFile(path) as parts:
        assert [name for name in parts.namelist() if "charts/chart" in name]
        assert not re.search(rb"<f[ >]", b"".join(parts.read(name) for name in parts.namelist() if "worksheets/sheet" in name))


def test_csv_is_read_by_other_programs(month):
    plain = month.hallctl("--lang=zh-Hans", "report", "2027-03", "--csv").stdout
    marked = month.hallctl("--lang=zh-Hans", "report", "2027-03", "--csv", "--bom").stdout
    assert marked == "\ufeff" + plain
    rows = list(csv.reader(io.StringIO(plain)))
    assert rows[0] == ["'=桃源街道公共服务站月报表"], "no formula where a spreadsheet opens it"
    assert {row["接待人次"] for row in table_of(rows, "接待人次")} >= {"3", "5", "8", "0"}
    shown = month.hallctl("--lang=zh-Hans", "report").stdout
    assert "2027-03-01 至 2027-03-31，开放 3 天" in shown and "填表人：李丽" in shown and "公式版本 1" in shown


def test_what_is_handed_in_is_frozen_and_a_correction_lists_what_changed(month, directory):
    assert month.hallctl("report", "hand-in", "2027-04").stderr.startswith("MonthNotOver")
    assert month.hallctl("report", "hand-in", "2027-03").stdout.strip() == "The table of 2027-03 is handed in (version 1)."
    first = month.call("Report.Show", month="2027-03")["report"]
    assert first["version"] == 1 and first["broken"] == []
    # A denial of March is signed off, and a rating is appealed, in April.
    follow = month.call("Appraisal.List")["followUps"][0]["followUp"]
    month.call("Appraisal.Appeal", followUp=follow, reason="误评")
    month.call("Appraisal.DecideAppeal", followUp=follow, upheld=True, reason="属实")
    assert month.call("Report.Show", month="2027-03")["report"]["table"] == first["table"]
    assert month.call("Report.Show", month="2027-03", version=0)["report"]["table"]["whole"]["rated"] == 7
    with pytest.raises(Refused, match="FieldMissing"):
        month.call("Report.HandIn", month="2027-03")
    # What XML has no place for must not make a file that opens nowhere.
    assert month.hallctl("report", "hand-in", "2027-03", "--reason", "申诉成立\uffff\x01").returncode == 0
    path = directory / "corrected.xlsx"
    month.hallctl("--lang=zh-Hans", "report", "2027-03", "--xlsx", path)
    changes = opened(path, directory, sheet=3)
    assert ["合计", "评价次数", "8", "7"] in [row[:4] for row in changes]
    assert any("申诉成立" in cell for row in changes for cell in row)
    month.stop()
    month.start()
    assert [(one["month"], one["version"]) for one in month.call("Report.List")["reports"]] == [
        ("2027-03", 1), ("2027-03", 2)]
    assert month.call("Report.Show", month="2027-03", version=1)["report"]["table"] == first["table"]


def test_the_table_is_written_when_the_month_is_over_and_missed_deadlines_are_alarms(month):
    reports = month.state / "reports"
    month.stop()
    month.start()
    wait_until(lambda: (reports / "monthly-2027-03.xlsx").exists(), "the month's table")
    wait_until(lambda: (reports / "monthly-2027-03.csv").exists(), "the month's table")
    assert (reports / "monthly-2027-03.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert "report" not in [alarm["name"] for alarm in month.call("Hall.Status")["alarms"]]
    month.go_to("2027-04-06")
    assert "report" in [alarm["name"] for alarm in month.call("Hall.Status")["alarms"]]
    month.call("Report.HandIn", month="2027-03")
    assert "report" not in [alarm["name"] for alarm in month.call("Hall.Status")["alarms"]]


def test_figures_of_a_range_are_a_spreadsheet_too(month, directory):
    path = directory / "figures.xlsx"
    made = month.hallctl(
        "--lang=zh-Hans", "tally", "--from", "2027-03-01", "--to", "2027-03-31", "--by", "service", "--xlsx", path)
    assert made.returncode == 0, made.stderr
    tally = month.call("Tally.Range", **{"from": "2027-03-01", "to": "2027-03-31", "by": "service"})
    rows = {row["分组"]: row for row in table_of(opened(path, directory), "取号")}
    assert (rows["合计"]["取号"], rows["合计"]["已办"]) == (str(tally["issued"]), str(tally["served"]))
    names = {one["code"]: one["name"]["zhHans"] for one in month.call("Hall.Describe")["services"]}
    assert (rows[names["minimum-living"]]["取号"], rows[names["elder-card"]]["取号"]) == ("3", "0")
    times = {row["分组"]: row for row in table_of(opened(path, directory, sheet=3), "等候 平均")}
    assert float(times["合计"]["等候 平均"]) == pytest.approx(tally["wait"]["mean"] / 60, abs=0.06)


def test_days_are_dates_to_a_spreadsheet(month, directory):
    path = directory / "days.xlsx"
    assert month.hallctl("tally", "--from", "2027-03-01", "--to", "2027-03-31", "--by", "day", "--xlsx", path).returncode == 0
    cells = zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml").decode()
    days = [datetime.date(1899, 12, 30) + datetime.timedelta(days=int(day))
            for day in re.findall(r'<c r="A\d+" s="\d+"><v>(\d+)</v>', cells)]
    assert [day.isoformat() for day in days] == ["2027-03-01", "2027-03-10", "2027-03-31"]
    assert "2027-03-10" in [row[0] for row in opened(path, directory)]


def test_a_case_over_new_year_is_in_both_years(new_hall, default_file, directory):
    config = directory / "hall.toml"
    # Two days off, and the Sunday after is worked.
    config.write_text(
        default_file.replace('"2026-01-01..2026-01-03",', '"2026-01-01..2026-01-03", "2027-01-01..2027-01-02",', 1)
        .replace('make_up_days = [', 'make_up_days = ["2027-01-03", ', 1))
    hall = new_hall(config)
    hall.go_to("2026-12-30", hour=9)
    hall.start()
    hall.take("startup-loan", print=False)
    hall.call("Window.Call", window=1)
    case = hall.call("Window.Finish", window=1, outcome="accepted")["ticket"]["matters"][0]["case"]
    due = hall.call("Case.Show", case=case)["case"]["dueOn"]
    hall.go_to("2027-01-05", hour=9)
    assert hall.call("Case.Show", case=case)["case"]["daysUsed"] == 4
    hall.call("Case.Move", case=case, state="completed")
    old, new, both = (
        hall.call("Tally.Range", **{"from": first, "to": last})["cases"]
        for first, last in [("2026-12-01", "2026-12-31"), ("2027-01-01", "2027-01-31"), ("2026-12-01", "2027-01-31")])
    assert (old["opening"], old["accepted"], old["closing"]) == (0, 1, 1)
    assert (new["opening"], new["accepted"], new["completed"], new["closing"]) == (1, 0, 1, 0)
    assert (both["accepted"], both["completed"]) == (1, 1)
    # Fifteen working days: 31 December, 3 to 8, 11 to 15 and 18 to 20 January.
    assert due == "2027-01-20" and (new["due"], new["kept"], both["kept"]) == (1, 1, 1)


def test_what_each_member_of_the_staff_did(month, directory):
    shown = list(csv.reader(io.StringIO(month.hallctl(
        "--lang=zh-Hans", "staff", "appraisal", "--from", "2027-03-01", "--to", "2027-03-31", "--csv").stdout)))
    rows = {row["工作人员"]: row for row in table_of(shown, "接待人次")}
    names = {one["id"]: one["name"] for one in month.call("Staff.List")["staff"]}
    first, third = rows[names["1"]], rows[names["3"]]
    assert (first["接待人次"], first["办件"], first["评价次数"], first["满意率"]) == ("5", "5", "5", "1")
    assert (third["接待人次"], third["差评"], third["评价次数"]) == ("3", "1", "3")
    assert rows["合计"]["接待人次"] == "8"
    assert "说明问题" in month.hallctl("--lang=zh-Hans", "staff", "appraisal", "--from", "2027-03-01", "--to", "2027-03-31").stdout


def test_a_month_may_run_from_the_26th_to_the_25th(month, directory):
    text = month.config.read_text().replace("month_begins_on = 1", "month_begins_on = 26", 1)
    month.config.write_text(text)
    month.call("Hall.Reload")
    report = month.call("Report.Show", month="2027-03")["report"]
    assert (report["from"], report["through"]) == ("2027-02-26", "2027-03-25")
    assert report["table"]["whole"]["visits"] == 4
    with pytest.raises(Refused, match="NoData"):
        month.call("Report.Show", month="2026-03")


def test_the_table_is_printed_in_the_office_and_is_a_pdf_too(month, directory):
    path = directory / "march.pdf"
    made = month.hallctl("--lang=zh-Hans", "report", "2027-03", "--pdf", path)
    assert made.returncode == 0, made.stderr
    text = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout
    assert "月报表" in text and "填表人：李丽" in text and "本月无业务" in text
    assert re.search(r"合计\s+8\s+0\s+5\s+2", text), "visits, consulted, done, opening"
    month.call("Report.HandIn", month="2027-03")
    assert month.hallctl("print", "report", "2027-03").returncode == 0
    wait_until(lambda: list((month.state / "slips").glob("report-2027-03-1-*.pdf")), "the paper")
    printed = next((month.state / "slips").glob("report-2027-03-1-*.pdf"))
    told = subprocess.run(["pdftotext", "-layout", printed, "-"], capture_output=True, text=True, check=True).stdout
    assert "第 1 次上报" in told
    assert month.hallctl("print", "report", "2027-03", "--version", "7").stderr.startswith("UnknownReport")
