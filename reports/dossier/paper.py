"""The dossier on paper: A4, every answer with its proof in words, every hash; set in the reader's language."""

import json
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any, cast

import typst
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from core.typesetting import fonts, lacking, printable
from rotations.judging import Answer
from rotations.reasons import Code, Reason
from skills.models import Level

TEMPLATE = Path(__file__).parent.parent / "typst" / "dossier.typ"
SHORT = 16  # characters of a hash beside the text; the appendix has all


def pdf(written: dict[str, Any]) -> bytes:
    """The dossier as PDF/A-2b. Everything goes in as data, never as markup."""
    data = json.dumps(_printable(_Sheet(written).as_data()), ensure_ascii=False)
    compiler = typst.Compiler(font_paths=fonts(machine_too=bool(lacking(data))))
    # A list of pages for pictures only; a PDF is one piece.
    return cast(bytes, compiler.compile(input=str(TEMPLATE), sys_inputs={"data": data}, pdf_standards="a-2b"))


def _printable(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _printable(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_printable(inner) for inner in value]
    return printable(value) if isinstance(value, str) else value


def _day(iso: str | None) -> str:
    return date_format(date.fromisoformat(iso), "DATE_FORMAT") if iso else ""


def _moment(iso: str) -> str:
    return date_format(timezone.localtime(datetime.fromisoformat(iso)), "Y-m-d H:i:s")


def _listed(words: Iterable[str]) -> str:
    return pgettext("between the words of a list", "; ").join(words)


class _SkillWords:
    """Stands for a skill where only its name is wanted."""

    def __init__(self, name: str):
        self.name = name

    def __str__(self) -> str:
        return self.name


class _Sheet:
    """The words of a dossier, section by section."""

    def __init__(self, written: dict[str, Any]):
        self.written = written
        self.words = written["words"]
        self.language = "en" if (get_language() or "").startswith("en") else "zh"

    def as_data(self) -> dict[str, Any]:
        written, question = self.written, self.written["question"]
        period = _day(question["from"])
        if question["to"] != question["from"]:
            period = f"{period} – {_day(question['to'])}"
        return {
            "lang": self.language,
            "title": _("Who was qualified for a post"),
            "post": self._twin(self.words["post"]),
            "hall": self._twin(self.words["hall"]),
            "period": period,
            "head": [
                [_("Post"), self._twin(self.words["post"])],
                [_("Hall"), self._twin(self.words["hall"])],
                [pgettext("dossier", "Days asked about"), period],
                [_("As known on"), _moment(question["known_at"])],
                [_("“Then” means until"), _moment(question["then"])],
                [_("Time zone"), timezone.get_current_timezone_name()],
            ],
            "hashes": [
                [_("SHA-256 over the facts"), written["hashes"]["facts"]],
                [_("SHA-256 over the names"), written["hashes"]["words"]],
                [_("SHA-256 over everything"), written["hashes"]["all"]],
            ],
            "signature": self._signature(),
            "tally": self._tally(),
            "requirements": [self._stretch(stretch) for stretch in written["requirements"]],
            "people": [self._person(number, one) for number, one in enumerate(written["people"], 1)],
            "later": [self._event(event) for event in written["later"]],
            "appendix": [[name, item["sha256"]] for name, item in written["evidence"].items()],
            "labels": self._labels(),
        }

    def _labels(self) -> dict[str, str]:
        return {
            "asked": _("What the post asked for"),
            "people": _("Every clerk of the hall on these days"),
            "then": _("As known then"),
            "now": _("As known on the day asked about"),
            "later": _("Written later: known now, not then"),
            "nothing_later": _("Nothing was written later that speaks of these days."),
            "nobody": _("No clerk worked in this hall on these days."),
            "appendix": _("The evidence, item by item, with its SHA-256"),
            "summary": _("In short"),
            "limits": _("What this tells and what it does not"),
            "limits_text": _(
                "Who belonged to the hall as a clerk is taken from the staff list as it was written on those days; for "
                "days before somebody was entered, from their first entry. Days off say nothing about what somebody "
                "can do and are left out. “As known then” leaves out whatever was written after the last day."
            ),
            "check": _("How to check it"),
            "check_text": _(
                "The JSON file of this dossier holds every item of evidence in full. Hand it to the page “Check a "
                "dossier” or to the command verify_dossier: both work out every hash anew and compare it with the "
                "records. The hash over everything, printed above, names the file."
            ),
        }

    def _twin(self, words: dict[str, str]) -> str:
        return (words.get("en") if self.language == "en" else "") or words["zh"]

    def _skill(self, slug: str) -> str:
        words = self.words["skills"].get(slug)
        return self._twin(words) if words else slug

    def _who(self, pk: int | None) -> str:
        person = self.words["people"].get(str(pk)) if pk else None
        return f"{person['name']} ({person['staff_number']})" if person else "–"

    def _signature(self) -> str:
        signature = self.written.get("signature")
        if not signature:
            return _("Not signed: this hall has no signing key.")
        return _("Signed with key %(key)s (%(algorithm)s)") % signature

    def _tally(self) -> list[list[str]]:
        people = self.written["people"]
        return [
            [
                str(answer.label),
                str(sum(one["then"]["answer"] == answer for one in people)),
                str(sum(one["now"]["answer"] == answer for one in people)),
            ]
            for answer in Answer
        ]

    def _stretch(self, stretch: dict[str, Any]) -> dict[str, Any]:
        told = {
            "written": _("Written down on %(day)s.") % {"day": _moment(stretch["written_at"])}
            if stretch["written_at"]
            else "",
            "replaced": _("Taken from the log: this is what the first change on record replaced."),
            "assumed": _(
                "No record reaches back to these days. Assumed is what the first record, or the post today, asks for."
            ),
        }
        needs = [f"{self._skill(slug)} ≥ {Level(level).label}" for slug, level in sorted(stretch["needs"].items())]
        return {
            "days": f"{_day(stretch['from'])} – {_day(stretch['to'])}",
            "needs": needs or [_("Nothing: every clerk of the hall could stand there.")],
            "source": told[stretch["source"]],
        }

    def _person(self, number: int, one: dict[str, Any]) -> dict[str, Any]:
        named = dict.fromkeys(proof["award"] for view in (one["now"], one["then"]) for proof in view["proofs"])
        named |= dict.fromkeys(
            reason["award"] for view in (one["now"], one["then"]) for reason in view["reasons"] if reason["award"]
        )
        return {
            "number": str(number),
            "who": self._who(one["person"]),
            "then": one["then"]["answer"],
            "then_word": str(Answer(one["then"]["answer"]).label),
            "now": one["now"]["answer"],
            "now_word": str(Answer(one["now"]["answer"]).label),
            "differs": one["differs"],
            "reasons": [self._reason(reason) for reason in one["now"]["reasons"]],
            "then_reasons": [self._reason(reason) for reason in one["then"]["reasons"]] if one["differs"] else [],
            "proofs": [self._proof(name) for name in named if name in self.written["evidence"]],
        }

    def _reason(self, reason: dict[str, Any]) -> str:
        day = {key: date.fromisoformat(reason[key]) if reason[key] else None for key in ("on", "until", "bound")}
        skill = cast(Any, _SkillWords(self._skill(reason["skill"]))) if reason["skill"] else None
        return Reason(Code(reason["code"]), skill, reason["needed"], reason["held"], **day).text

    def _proof(self, name: str) -> dict[str, Any]:
        """An award in words, and what it rests on, each line with the beginning of its hash."""
        award = self.written["evidence"][name]["facts"]
        until = _day(award["valid_until"]) or _("no expiry")
        words = f"{self._skill(award['skill'])} · {Level(award['level']).label} · {_day(award['valid_from'])} – {until}"
        lines = [self._line(name, words)]
        if award["certificate"]:
            paper = f"certificate:{award['certificate']}"
            lines.append(self._line(paper, _("Certificate %(number)s") % {"number": award["certificate"]}))
        lines += self._chain(award["proof"])
        return {"lines": lines}

    def _line(self, name: str, words: str) -> list[str]:
        item = self.written["evidence"].get(name)
        return [words, item["sha256"][:SHORT] if item else ""]

    def _chain(self, name: str) -> list[list[str]]:
        item = self.written["evidence"].get(name)
        if item is None:
            return [[_("Proof: %(name)s, told by the award itself") % {"name": name}, ""]]
        kind, facts = name.partition(":")[0], item["facts"]
        return [self._line(name, words) for words in [self._told(kind, name, facts)]] + [
            line for inner in self._inner(kind, facts) for line in self._chain(inner)
        ]

    def _inner(self, kind: str, facts: dict[str, Any]) -> Iterable[str]:
        if kind == "completion":
            return [step[key] for step in facts["steps"] for key in ("attempt", "practical") if step.get(key)]
        if kind == "cycle":
            proofs = [proof for event in facts["events"] for proof in event["evidence"].get("proofs", ())]
            return [f"{_ITEM_OF.get(proof['type'], proof['type'])}:{proof['key']}" for proof in proofs]
        return []

    def _told(self, kind: str, name: str, facts: dict[str, Any]) -> str:
        if kind == "completion":
            told = {"day": _day(facts["completed_on"]), "steps": _listed(self._titles(facts["steps"]))}
            return _("Completed on %(day)s: %(steps)s") % told + f" ({facts['revision']})"
        if kind == "attempt":
            return _("Quiz: %(points)s of %(most)s points on %(day)s, attempt %(id)s") % {
                "points": facts["points"] or "–",
                "most": facts["points_possible"],
                "day": _moment(facts["ended_at"]) if facts["ended_at"] else "–",
                "id": name.partition(":")[2],
            }
        if kind == "practical":
            return self._practical(facts)
        if kind == "recognition":
            decided = facts["decision"] or {}
            return _("Certificate from outside: %(title)s, %(issuer)s; recognised by %(who)s") % {
                "title": facts["title"],
                "issuer": facts["issuer"],
                "who": self._who(decided.get("by")),
            }
        if kind == "cycle":
            return _("Round %(number)d of the programme, opened on %(day)s") % {
                "number": facts["number"],
                "day": _day(facts["opened_on"]),
            }
        if kind == "waiver":
            told = {"part": facts["part"], "who": self._who(facts["by"]), "reason": facts["reason"]}
            return _("Waived: %(part)s, by %(who)s: %(reason)s") % told
        return name

    def _titles(self, steps: list[dict[str, Any]]) -> list[str]:
        return [(self.language == "en" and step["title_en"]) or step["title"] for step in steps]

    def _practical(self, facts: dict[str, Any]) -> str:
        seen = [
            _("watched by %(who)s on %(day)s, %(points)d of %(most)d points")
            % {
                "who": self._who(one["observer"]),
                "day": _moment(one["observed_at"]),
                "points": one["points"],
                "most": one["points_possible"],
            }
            for one in facts["observations"]
        ]
        if facts["decision"]:
            seen.append(_("decided by %(who)s") % {"who": self._who(facts["decision"]["by"])})
        return _("Practical: %(what)s") % {"what": _listed(seen)}

    def _event(self, event: dict[str, Any]) -> list[str]:
        words = {
            "awarded": _("awarded"),
            "revoked": pgettext("report", "revoked"),
            "suspended": pgettext("report", "suspended"),
            "reinstated": pgettext("report", "reinstated"),
        }
        item = self.written["evidence"].get(event["name"], {"sha256": "", "facts": {}})
        return [
            _moment(event["written_at"]),
            self._who(event["person"]),
            _("%(what)s with effect from %(day)s") % {"what": words[event["kind"]], "day": _day(event["on"])},
            item["facts"].get("reason", ""),
            self._who(event["by"]),
            item["sha256"][:SHORT],
        ]


# What proofs of a round call an observation stands in the dossier as a practical.
_ITEM_OF = {"observation": "practical"}
