"""Makes up the committee's experts, what they judge in pairs and score, its seminars and its decisions."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import combinations

from hamyari_lib.data.illustrate.buying import trades
from hamyari_lib.data.illustrate.cities import City, larger_first
from hamyari_lib.data.illustrate.dice import Row, assumptions, dice, perhaps
from hamyari_lib.data.illustrate.projects import declared
from hamyari_lib.jalali import JalaliDate
from hamyari_lib.text import digits

OWN_VIEW = 0.35  # standard deviation of the logarithm of an expert's weights around those that all share
SCORE_NOISE = 1.1


def experts() -> list[Row]:
    """The table ``experts``."""
    rows: list[Row] = []
    for number, one in enumerate(assumptions("committee")["experts"], start=1):
        said = digits(number, language="fa")
        rows.append({
            "expert_id": f"E-{number}", "name": f"خبرهٔ ساختگی {said}", "field": one["field"],
            "organisation": f"سازمان ساختگی {said}", "weight": "", "contact": f"expert-{number}@example.invalid",
        })  # fmt: skip
    return rows


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
        rows.append(_score(name, "اشتغال پایدار", "", project["jobs"], "نفر"))
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
    """The table ``attendance``: larger cities come more often, and firms whose trade the topic draws."""
    assumed = assumptions("meetings")
    trade_of = dict(zip((str(firm["name"]) for firm in firms), trades(len(firms), seed), strict=True))
    invited = {name: f"{who} ساختگی" for name, who in (("investor", "سرمایه‌گذار"), ("speaker", "دانشگاه"))}
    rows: list[Row] = []
    for event in events():
        die = dice(seed, f"attendance/{event['event_id']}")
        wanted = assumed["trades"].get(event["topic"], list(trade_of.values()))
        for role, (least, most) in assumed["coming"].items():
            number = die.randint(least, most)
            if role == "city":
                named = [f"شهرداری {city.name}" for city in larger_first(die, cities)[:number]]
            elif role == "firm":
                drawn = [name for name, trade in trade_of.items() if trade in wanted]
                named = die.sample(drawn, min(number, len(drawn)))
            else:
                named = [f"{invited[role]} {digits(one, language='fa')}" for one in die.sample(range(1, 13), number)]
            for organisation in named:
                guest = len(rows) + 1
                rows.append({
                    "event_id": event["event_id"], "organisation": organisation,
                    "participant": f"شرکت‌کنندهٔ ساختگی {digits(guest, language='fa')}", "role": role,
                    "contact": perhaps(die, 0.8, f"guest-{guest}@example.invalid"),
                })  # fmt: skip
    return rows


def decisions(seed: int) -> list[Row]:
    """The table ``decisions``: a few projects at each meeting, and what is not about a project.

    A task is late where its day is past and it is not done, on the day on which its state is told.
    """
    die = dice(seed, "decisions")
    assumed = assumptions("meetings")
    projects, days = declared(), assumed["meetings"]
    left = die.sample(sorted(projects), len(projects))
    rows: list[Row] = []
    for place, day in enumerate(days):
        of_the_day = [*([""] if place % 2 else []), *left[place :: len(days)], *die.sample(sorted(projects), 1)]
        for project in dict.fromkeys(of_the_day):
            state = projects[project]["status"] if project else "general"
            before = [row for row in rows if row["project_id"] == project]
            steps = assumed["decisions"][state][len(before) :]
            if not steps or (project and any(row["status"] in ("open", "late") for row in before)):
                continue  # the next step is not taken before the last one is done
            words, result = steps[0]
            rows.append(_decision(die, f"D-{len(rows) + 1:03d}", day, project, words, result, assumed["seen_on"]))
    return rows


def _decision(die: random.Random, name: str, day: str, project: str, said: str, result: str, seen_on: str) -> Row:
    row: Row = {
        "decision_id": name, "meeting_date": day, "project_id": project, "decision": said, "result": result,
        "owner": "", "due_date": "", "status": "",
    }  # fmt: skip
    if result not in ("approved", "to_study"):
        return row
    year, month, of_month = map(int, day.split("/"))
    due = str(JalaliDate(year + (month + 2 > 12), (month + 1) % 12 + 1, min(of_month, 29)))
    due = str(perhaps(die, 0.85, due))
    is_done = die.random() < 0.6 and due <= seen_on
    owner = f"مسئول ساختگی {digits(die.randint(1, 6), language='fa')}"
    return row | {
        "owner": owner, "due_date": due, "status": "done" if is_done else "late" if "" < due < seen_on else "open",
    }  # fmt: skip
