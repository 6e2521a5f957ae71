"""A step is refused, mended and done; then Back: a page to read, and nothing is sent twice."""

from playwright.sync_api import expect

from linli.cases.actions import Reachable, report_case
from linli.journal.models import Entry


def test_back_after_a_refusal_shows_the_page_again_and_sends_nothing(town):
    case = report_case(
        place=town.street.unit, words="雨棚漏水，门口积了一滩", source="web", contact=Reachable("王某", "19900000007")
    ).case
    worker = town.as_post("worker").open(f"/desk/cases/{case.pk}")
    page = worker.page
    with worker.expecting(422):
        worker.step("联系居民", {"沟通情况": " "})
        expect(page.locator("main .field__error").first).to_be_visible()
    worker.step("联系居民", {"沟通情况": "约了明早去看"})
    worker.sees("已记录：联系过居民。")
    told = Entry.objects.count()

    page.go_back()
    expect(worker.title).to_contain_text("雨棚漏水")
    worker.again()
    expect(worker.title).to_contain_text("雨棚漏水")
    assert Entry.objects.count() == told
