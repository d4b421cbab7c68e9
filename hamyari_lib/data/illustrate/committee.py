"""Makes up the committee's experts, what they judge in pairs and score, its seminars and its decisions."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from itertools import combinations

from hamyari_lib.data.illustrate.cities import City
from hamyari_lib.data.illustrate.dice import Row, assumptions, dice, perhaps
from hamyari_lib.data.illustrate.projects import declared
from hamyari_lib.jalali import JalaliDate

OWN_VIEW = 0.35  # standard deviation of the logarithm of an expert's weights around those that all share
SCORE_NOISE = 1.1
TASKS = ("done", "done", "open", "late")


def experts() -> list[Row]:
    """The table ``experts``."""
    return [
        {
            "expert_id": f"E-{number}", "name": f"خبرهٔ ساختگی {number}", "field": one["field"],
            "organisation": f"سازمان ساختگی {number}", "weight": "", "contact": f"expert-{number}@example.invalid",
        }
        for number, one in enumerate(assumptions("committee")["experts"], start=1)
    ]  # fmt: skip


def judgements(seed: int) -> list[Row]:
    """The table ``judgements``: pairs of criteria on Saaty's scale, the weightier first; some experts contradict
    themselves, and one leaves pairs out."""
    die = dice(seed, "judgements")
    assumed = assumptions("committee")
    rows = []
    for number, expert in enumerate(assumed["experts"], start=1):
        own = {name: weight * die.lognormvariate(0, OWN_VIEW) for name, weight in assumed["criteria"].items()}
        pairs = list(combinations(own, 2))
        for left, right in sorted(die.sample(pairs, len(pairs) - expert.get("unanswered", 0)), key=pairs.index):
            ratio = own[left] / own[right] * die.lognormvariate(0, expert["noise"])
            first, second = (left, right) if ratio >= 1 else (right, left)
            rows.append({
                "expert_id": f"E-{number}", "group": "معیارها", "left": first, "right": second,
                "value": min(round(max(ratio, 1 / ratio)), 9), "judged_on": f"1404/09/{10 + number}",
            })  # fmt: skip
    return rows


def scores(seed: int) -> list[Row]:
    """The table ``scores``: each project by a few experts on each criterion, and its lasting jobs as a measurement."""
    die = dice(seed, "scores")
    assumed = assumptions("committee")
    judges = [f"E-{number}" for number in range(1, len(assumed["experts"]) + 1)]
    rows = []
    for name, project in declared().items():
        chosen = sorted(die.sample(judges, assumed["judges_of_a_project"]))
        for criterion in assumed["criteria"]:
            worth = _worth(project, criterion, assumed["traits"].get(criterion, {}))
            for judge in chosen:
                score = min(max(round(die.gauss(worth, SCORE_NOISE)), 1), 10)
                rows.append(_score(name, criterion, judge, score, assumed["scale"]))
        running = sum(line["quantity"] * line.get("price", 0) for line in project["operating"])
        rows.append(_score(name, "اشتغال پایدار", "", round(running / 9_000) + 4, "نفر"))
    return rows


def _worth(project: dict, criterion: str, traits: dict) -> float:
    if criterion == "بازده مالی":
        earned = sum(line["quantity"] * line["price"] for line in project["earned"])
        spent = sum(line["quantity"] * line["price"] for line in project["operating"])
        built = sum(line["quantity"] * line.get("price", line.get("dollars", 0)) for line in project["capital"])
        return 2 + 30 * (earned - spent) / built
    return 3 + sum(points[project[trait]] for trait, points in traits.items())


def _score(project: str, criterion: str, expert: str, score: int, unit: str) -> Row:
    return {"project_id": project, "criterion": criterion, "expert_id": expert, "score": score, "unit": unit}


def events() -> list[Row]:
    """The table ``events``."""
    assumed = assumptions("meetings")["events"]
    return [{"event_id": f"S-{number:02d}"} | one for number, one in enumerate(assumed, start=1)]


def attendance(cities: Sequence[City], firms: Sequence[Row], seed: int) -> list[Row]:
    """The table ``attendance``: larger cities come more often."""
    die = dice(seed, "attendance")
    coming = assumptions("meetings")["coming"]
    others = {
        "firm": [str(firm["name"]) for firm in firms],
        "investor": [f"سرمایه‌گذار ساختگی {number}" for number in range(1, 13)],
        "speaker": [f"دانشگاه ساختگی {number}" for number in range(1, 6)],
    }
    rows: list[Row] = []
    for event in events():
        for role, (least, most) in coming.items():
            number = die.randint(least, most)
            if role == "city":
                named = [f"شهرداری {name}" for name in _larger_first(die, cities, number)]
            else:
                named = die.sample(others[role], min(number, len(others[role])))
            for organisation in named:
                guest = len(rows) + 1
                rows.append({
                    "event_id": event["event_id"], "organisation": organisation,
                    "participant": f"شرکت‌کنندهٔ ساختگی {guest}", "role": role,
                    "contact": perhaps(die, 0.8, f"guest-{guest}@example.invalid"),
                })  # fmt: skip
    return rows


def _larger_first(die: random.Random, cities: Sequence[City], number: int) -> list[str]:
    """Some cities without one twice; the chance grows with the root of the size."""
    keys = {city.name: die.random() ** (1 / math.sqrt(city.people)) for city in cities}
    return sorted(keys, key=lambda name: -keys[name])[:number]


def decisions(seed: int) -> list[Row]:
    """The table ``decisions``: a few projects at each meeting, and what is not about a project."""
    die = dice(seed, "decisions")
    assumed = assumptions("meetings")
    projects = declared()
    left = die.sample(sorted(projects), len(projects))
    rows: list[Row] = []
    for place, day in enumerate(assumed["meetings"]):
        general = [""] if place % 2 else []
        of_the_day = [*general, *left[place :: len(assumed["meetings"])]]
        of_the_day += die.sample(sorted(projects), 1)
        for project in dict.fromkeys(of_the_day):
            state = projects[project]["status"] if project else "general"
            said, result = die.choice(assumed["decisions"][state])
            year, month, of_month = map(int, day.split("/"))
            due = JalaliDate(year + (month + 2 > 12), (month + 1) % 12 + 1, min(of_month, 29))
            is_task = result in ("approved", "to_study")
            rows.append({
                "decision_id": f"D-{len(rows) + 1:03d}", "meeting_date": day, "project_id": project, "decision": said,
                "result": result, "owner": perhaps(die, 0.8, f"مسئول ساختگی {die.randint(1, 6)}") if is_task else "",
                "due_date": perhaps(die, 0.85, str(due)) if is_task else "",
                "status": die.choice(TASKS) if is_task else "",
            })  # fmt: skip
    return rows
