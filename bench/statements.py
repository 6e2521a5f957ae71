"""How many SQL statements a page asks, counted in process on the demo's street."""

import secrets

from bench.client import Form

GOALS = {"work list": 8, "report": 15}


def measure() -> dict:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from linli.cases.models import Case
    from linli.people.models import Post
    from linli.places.models import Plate

    worker = Post.objects.current().filter(role="grid_worker", person__is_active=True).first()
    plate = Plate.objects.filter(place__grid=worker.place, retired_at=None).first()
    resident, desk = Client(), Client()
    desk.force_login(worker.person)
    form = Form(resident.get(f"/r/{plate.code}").content.decode(), holding="submission_key").fields
    form |= {"text": "楼下垃圾桶满了三天没人收", "contact_name": "张某某", "contact_phone": "19900001234"}
    case = Case.objects.filter(grid=worker.place).order_by("-id").first()

    def reported():
        form["submission_key"] = f"web-{secrets.token_hex(16)}"
        return resident.post(f"/r/{plate.code}", form)

    receipt = reported()["location"]
    street = worker.place.path.split("/")[1]
    asked = {
        "report page": lambda: resident.get(f"/r/{plate.code}"),
        "report": reported,
        "receipt": lambda: resident.get(receipt),
        "work list": lambda: desk.get("/desk/"),
        "work list, searched": lambda: desk.get("/desk/", {"view": "area", "q": "电梯"}),
        "case page": lambda: desk.get(f"/desk/cases/{case.pk}"),
        "inbox": lambda: desk.get("/desk/inbox"),
        "public street page": lambda: resident.get(f"/s/{street}"),
    }
    pages = {}
    for name, ask in asked.items():
        ask()
        with CaptureQueriesContext(connection) as said:
            answer = ask()
        if answer.status_code != (303 if ask is reported else 200):
            raise SystemExit(f"{name}: {answer.status_code}")
        pages[name] = sum(1 for q in said.captured_queries if q["sql"] not in ("BEGIN", "COMMIT"))
    return {"pages": pages, "goals": GOALS, "reached": all(pages[name] <= most for name, most in GOALS.items())}
