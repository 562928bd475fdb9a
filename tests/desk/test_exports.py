"""What the desk hands out as a sheet: words and persons under headings, and only where a sheet is declared."""

import csv
import io

import pytest

from tests.conftest import person, started, walk_to

pytestmark = pytest.mark.django_db
REPORTS = ("site-history", "aging-pages", "workflow", "workflow_tasks", "locked")
WITHOUT_A_SHEET = ("sop/orang/", "pesan-keluar/", "images/", "documents/", "reports/page-types-usage/", "users/")


def sheet(report: str) -> list[dict[str, str]]:
    answer = person("root").client.get(f"/admin/reports/{report}/?export=csv")
    assert answer["Content-Type"].startswith("text/csv")
    text = b"".join(answer.streaming_content).decode().removeprefix("\ufeff")
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize("report", REPORTS)
def test_a_sheet_has_words_for_columns_and_names_for_persons(report):
    walk_to(started("serang"), None)
    rows = sheet(report)
    assert rows or report == "locked"
    for row in rows:
        for heading, value in row.items():
            assert "_" not in heading
            assert heading[0].isupper() or heading == "ID"
            assert not value.startswith(("workflows.", "wagtail.", "serang.", "'")), (heading, value)
            assert " | " not in value, (heading, value)


def test_the_report_names_who_published_a_page():
    run = walk_to(started("serang"), None)
    (row,) = [row for row in sheet("aging-pages") if run.page_title in row.values()]
    assert "Serang Admin-Website" in row.values()


@pytest.mark.parametrize("address", WITHOUT_A_SHEET)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_list_without_a_sheet_hands_none_out(address, kind):
    client = person("root").client
    plain, asked = client.get(f"/admin/{address}"), client.get(f"/admin/{address}?export={kind}")
    assert (plain.status_code, plain["Content-Type"]) == (asked.status_code, asked["Content-Type"])
