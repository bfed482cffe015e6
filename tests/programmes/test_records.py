"""The check of records: a clean hall gives no findings, and each thing that is broken on purpose is found."""

import datetime
import json

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from wagtail.models import Revision

from courses.models import Completion
from people.models import User
from people.roles import Role
from programmes.daily import daily
from programmes.findings import SENTENCES, Finding, from_json
from programmes.models import Cycle, CycleEvent, Programme, RecognitionDecision, Waiver
from programmes.recognising import decide
from programmes.records import check, last_check, last_findings, look_through
from programmes.services import open_cycle, waive_cycle, waive_part, withdraw_cycle
from quizzes.models import Attempt, ObservationRequest
from skills.models import Award, Certificate, CertificateCounter, Reinstatement, Revocation, Suspension
from skills.services import reinstate, revoke_certificate, suspend

from ..courses.factories import NOW, TODAY, make_attempt, make_course
from ..quizzes.factories import make_quiz
from ..quizzes.practical_factories import make_coach, make_practical
from ..skills.factories import CertificationFactory, SkillFactory
from .deeds import DAY, accept, at, be_watched, do, plain_course
from .factories import make_programme, path
from .test_recognising import give_in

pytestmark = pytest.mark.django_db


def put(model, rows, **columns):
    """Write into the table itself, past the model that would refuse."""
    table = model._meta.db_table
    sets = ", ".join(f'"{model._meta.get_field(name).column}" = %s' for name in columns)
    values = [json.dumps(value) if isinstance(value, (dict, list)) else value for value in columns.values()]
    with connection.cursor() as cursor:
        for row in rows:
            cursor.execute(f"UPDATE {table} SET {sets} WHERE id = %s", [*values, row.pk])


def gone(rows):
    """Delete rows past the model that would refuse."""
    rows._raw_delete(rows.db)


@pytest.fixture
def records(person, hall):
    """A hall in which everything has happened, correctly: answers its people and things by name."""
    boss, chief, skill = person(Role.MANAGER), person(Role.CHIEF_TRAINER), SkillFactory()
    course, quiz, practical = plain_course(), make_quiz(), make_practical(skill)
    programme = make_programme(
        path([course, quiz, practical]), path([quiz]), grants=[(SkillFactory(), 3), (SkillFactory(), 2)]
    )
    clerk, coach = person(), make_coach(skill, hall)
    cycle = open_cycle(user=clerk, certification=programme.certification, now=NOW)
    do(clerk, course)
    attempt = make_attempt(clerk, quiz)
    accept(be_watched(clerk, practical, by=boss, coach=coach), by=chief)
    cycle.refresh_from_db()
    opens = Award.objects.filter(certificate=cycle.certificate)[0].renewal_from
    daily(at(opens))
    make_attempt(clerk, quiz, started_at=at(opens + DAY))
    daily(at(opens + DAY))
    outside = make_programme(path([plain_course()]), grants=[(SkillFactory(), 3)], recognises=True)
    recognised = give_in(clerk, outside)
    decide(recognition=recognised, accepted=True, reason="", by=chief, now=NOW)
    issuing = make_course(lessons=1)
    do(clerk, issuing)
    waived = open_cycle(user=person(), certification=programme.certification, now=NOW)
    waive_part(cycle=waived, part_id=programme.first[0].value["parts"][0].id, by=boss, reason="已持证", now=NOW)
    withdrawn = open_cycle(user=person(), certification=programme.certification, now=NOW)
    withdraw_cycle(cycle=withdrawn, by=boss, reason="误派", now=NOW)
    other = open_cycle(user=person(), certification=programme.certification, now=NOW)
    waive_cycle(cycle=other, by=boss, reason="不接待外宾", now=NOW)
    stopped = Certificate.objects.get(certification=issuing.certification)
    suspend(certificate=stopped, on=TODAY + DAY, reason="核实", by=boss, now=NOW)
    reinstate(certificate=stopped, on=TODAY + 3 * DAY, reason="无责", by=boss, now=NOW)
    return {
        "boss": boss,
        "clerk": clerk,
        "cycle": cycle,
        "certificate": cycle.certificate,
        "programme": programme,
        "course": course,
        "attempt": attempt,
        "waived": waived,
        "withdrawn": withdrawn,
        "issuing": issuing,
        "outside": outside,
        "opens": opens,
    }


def codes(on=None):
    return {finding.code for finding in check(on or TODAY)}


def test_a_hall_where_all_went_right_gives_no_findings(records):
    assert check(TODAY) == []
    assert look_through(TODAY).certificates == 4


def test_the_number_of_queries_is_the_same_for_few_and_many(records, person):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert check(TODAY) == []
        return len(captured)

    few = queries()
    for _number in range(20):
        do(person(), records["issuing"])
    assert queries() == few


# Of each thing that can be broken: how, and what is found then.
BREAKS = {
    "no_awards": lambda r: gone(Award.objects.filter(certificate=r["certificate"])),
    "awards_disagree": lambda r: put(Award, mine(r)[:1], grace_until=TODAY + 999 * DAY),
    "partly_revoked": lambda r: Revocation.objects.create(
        award=mine(r)[0], revoked_on=TODAY + DAY, reason="代答", revoked_by=r["boss"]
    ),
    "days_differ": lambda r: put(Award, mine(r), valid_from=TODAY - DAY),
    "days_out_of_order": lambda r: put(Award, mine(r), renewal_from=TODAY - DAY),
    "printed_otherwise": lambda r: put(
        Certificate, [r["certificate"]], facts={**r["certificate"].facts, "valid_until": "2099-01-01"}
    ),
    "issued_too_early": lambda r: put(Certificate, [r["certificate"]], issued_at=NOW - 2 * DAY),
    "number_unreadable": lambda r: put(Certificate, [r["certificate"]], number="证书一号"),
    "number_of_another_year": lambda r: put(Certificate, [r["certificate"]], number="XC-2031-000001"),
    "number_missing": lambda r: put(Certificate, [r["certificate"]], number="XC-2026-000977"),
    "counter_wrong": lambda r: CertificateCounter.objects.update(last=500),
    "evidence_unknown": lambda r: put(Certificate, [r["certificate"]], evidence_type="hearsay"),
    "evidence_missing": lambda r: forget(r, "observation"),
    "evidence_later": lambda r: told(r, on="2026-12-24"),
    "evidence_before_round": lambda r: put(Cycle, [r["cycle"]], counts_from=TODAY + DAY),
    "evidence_voided": lambda r: Attempt.objects.filter(pk=r["attempt"].pk).update(voided_at=NOW + DAY),
    "not_recognised": lambda r: put(
        RecognitionDecision, RecognitionDecision.objects.all(), accepted=False, certificate=None, reason="看不清"
    ),
    "recognised_too_long": lambda r: r["clerk"].recognitions.update(expires_on=TODAY + DAY),
    "path_not_met": lambda r: put(CycleEvent, granted(r), evidence={"proofs": proofs(r)[:1]}),
    "revision_gone": lambda r: put(CycleEvent, granted(r), revision=None),
    "revoked_before_it_began": lambda r: [
        Revocation.objects.create(award=row, revoked_on=TODAY - DAY, reason="代答", revoked_by=r["boss"])
        for row in mine(r)
    ],
    "suspensions_overlap": lambda r: put(Reinstatement, Reinstatement.objects.all(), reinstated_from=TODAY - 3 * DAY),
    "no_round": lambda r: put(Cycle, [r["cycle"]], certificate=None),
    "numbers_of_rounds": lambda r: put(Cycle, [r["cycle"]], number=7),
    "no_events": lambda r: gone(CycleEvent.objects.filter(cycle=r["withdrawn"])),
    "events_out_of_order": lambda r: put(CycleEvent, granted(r), kind="assigned"),
    "days_of_events": lambda r: put(CycleEvent, granted(r), on=TODAY - 9 * DAY),
    "end_disagrees": lambda r: put(Cycle, [r["withdrawn"]], ended_at=None),
    "nobody_said_why": lambda r: put(CycleEvent, [r["withdrawn"].events.last()], by=None),
    "certificate_of_another": lambda r: put(
        Certificate, [r["certificate"]], certification=r["outside"].certification_id
    ),
    "granted_on_another_day": lambda r: put(CycleEvent, granted(r), on=TODAY + DAY),
    "kind_disagrees": lambda r: put(Cycle, [r["cycle"]], kind="renewal"),
    "rounds_overlap": lambda r: put(Cycle, [r["cycle"]], opened_on=TODAY + 900 * DAY),
    "open_after_leaving": lambda r: User.objects.filter(pk=r["waived"].user_id).update(left_on=TODAY - 9 * DAY),
    "waiver_of_nobody": lambda r: told(r, type="waiver", key="4711"),
    "part_gone": lambda r: lose(r),
    "part_unpublished": lambda r: r["course"].unpublish(),
    "asks_for_too_many": lambda r: ask_for(r, 9),
    "grants_nothing": lambda r: r["programme"].grants.all().delete(),
    "course_issues_too": lambda r: (
        type(r["issuing"]).objects.filter(pk=r["issuing"].pk).update(certification=r["programme"].certification)
    ),
    "course_grants_for_ever": lambda r: r["course"].grants.model.objects.create(
        course=r["course"], skill=r["programme"].grants.first().skill, level=4
    ),
    "asks_for_itself": lambda r: r["programme"].prerequisites.model.objects.create(
        programme=r["programme"], certification=r["programme"].certification
    ),
    "open_without_path": lambda r: Programme.objects.update(live=False),
}


def mine(r):
    return list(Award.objects.filter(certificate=r["certificate"]).order_by("pk"))


def granted(r):
    return [r["cycle"].events.order_by("pk").last()]


def proofs(r):
    return r["cycle"].events.order_by("pk").last().evidence["proofs"]


def told(r, **other):
    """The first proof of the grant says something else."""
    first, *rest = proofs(r)
    put(CycleEvent, granted(r), evidence={"proofs": [{**first, **other}, *rest]})


def forget(r, kind):
    """What the grant names of this kind belongs to somebody else now."""
    key = next(proof["key"] for proof in proofs(r) if proof["type"] == kind)
    ObservationRequest.objects.filter(public_id=key).update(user=r["boss"])


def lose(r):
    """A part of the programme is not there any more."""
    programme = r["programme"]
    raw = json.loads(json.dumps(list(programme.first.raw_data), default=dict))
    raw[0]["value"]["parts"][0]["value"] = 987654
    put(Programme, [programme], first=raw)


def ask_for(r, count):
    programme = r["programme"]
    raw = json.loads(json.dumps(list(programme.first.raw_data), default=dict))
    raw[0]["value"]["need"] = count
    put(Programme, [programme], first=raw)


@pytest.mark.parametrize("code", BREAKS)
def test_what_is_broken_on_purpose_is_found(records, code):
    BREAKS[code](records)
    assert code in codes()


def test_numbers_are_found_when_they_were_given_twice(records):
    other = Certificate.objects.exclude(pk=records["certificate"].pk).filter(valid_from__year=2026).first()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE skills_certificate SET number = %s WHERE id = %s", [other.number + "0", other.pk])
    # The database keeps equal numbers apart; written with a zero more they are the same number all the same.
    number = records["certificate"].number.replace("-0", "-00", 1)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE skills_certificate SET number = %s WHERE id = %s", [number, other.pk])
    assert "number_twice" in codes()


def test_two_open_rounds_are_found(records):
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX one_open_cycle")
    for number in (2, 3):
        Cycle.objects.create(
            user=records["withdrawn"].user,
            certification=records["withdrawn"].certification,
            number=number,
            kind="first",
            opened_on=TODAY,
        )
    assert {"two_open_rounds", "no_events"} <= codes()


def test_a_renewal_that_the_job_never_turned_is_found(records):
    user = records["clerk"]
    last = Award.objects.filter(user=user, certificate__certification=records["programme"].certification).order_by(
        "valid_from"
    )
    opens = last.last().renewal_from
    open_cycle(user=user, certification=records["programme"].certification, now=at(opens))
    day = last.last().grace_until
    assert "not_turned" not in codes(day + DAY)
    assert "not_turned" in codes(day + 5 * DAY)


def test_a_scan_that_is_gone_is_found(records):
    scan = records["clerk"].recognitions.get().scan
    scan.storage.delete(scan.name)
    assert codes() == {"scan_gone"}


def test_a_version_of_a_lesson_that_was_thrown_away_is_found(records):
    completion = Completion.objects.filter(course=records["issuing"]).get()
    gone_id = completion.steps[0]["revision"]
    put(Completion, [completion], steps=[{**completion.steps[0], "revision": 99_999_999}])
    assert "revision_gone" in codes()
    assert Revision.objects.filter(pk=gone_id).exists()


def test_every_finding_has_a_test_and_its_sentences_in_both_languages(records):
    elsewhere = {"number_twice", "two_open_rounds", "not_turned", "scan_gone"}
    assert set(SENTENCES) == set(BREAKS) | elsewhere
    names = "days what issued day year missing last counter evidence done numbers number events kind on title circle"
    facts = dict.fromkeys(names.split(), "…")
    for code in SENTENCES:
        told_in = Finding(code, "李国梁", facts=facts).sentences
        assert told_in["zh"] != told_in["en"], code


def test_what_was_voided_no_longer_matters_once_the_certificate_is_revoked(records):
    Attempt.objects.filter(pk=records["attempt"].pk).update(voided_at=NOW + DAY)
    revoke_certificate(certificate=records["certificate"], on=TODAY + DAY, reason="作废", by=records["boss"])
    assert "evidence_voided" not in codes()


def test_the_last_run_is_kept_for_administrators_to_see(records):
    assert last_check().found == 0
    assert last_findings() == []
    put(Cycle, [Cycle.objects.get(certification=records["outside"].certification)], number=7)
    daily(at(records["opens"] + 2 * DAY))
    found = last_findings()
    assert [finding.code for finding in found] == ["numbers_of_rounds"]
    assert found[0].link == f"/skills/people/{records['clerk'].pk}/"
    assert from_json(found[0].as_json()) == found[0]
    with translation.override("zh-hans"):
        assert "7" in found[0].sentence


def test_the_command_ends_with_one_when_something_is_found(records, capsys, time_machine):
    time_machine.move_to(NOW)
    call_command("check_records")
    assert "4 certificates, 0 findings" in capsys.readouterr().out
    put(CycleEvent, granted(records), revision=None)
    with pytest.raises(SystemExit) as ended:
        call_command("check_records", "--json")
    assert ended.value.code == 1
    told_out = json.loads(capsys.readouterr().out)
    assert told_out["findings"][0]["code"] == "revision_gone"
    assert told_out["findings"][0]["subject"] == records["certificate"].number
    assert told_out["findings"][0]["zh"] != told_out["findings"][0]["en"]


def test_who_earns_a_certificate_while_we_look_is_looked_at_again(records, monkeypatch):
    from programmes import records as module

    looked, read = [], module.bundles

    def once_torn(users=None):
        looked.append(users)
        for bundle in read(users):
            if users is None and bundle.user == records["clerk"].pk:
                bundle.awards = []
            yield bundle

    monkeypatch.setattr(module, "bundles", once_torn)
    assert check(TODAY) == []
    assert len(looked) == 2


def test_days_are_inclusive_so_a_round_may_begin_the_day_another_ended(person):
    clerk, boss, rules = person(), person(Role.MANAGER), CertificationFactory()
    programme = make_programme(path([plain_course()]), grants=[(SkillFactory(), 3)], certification=rules)
    first = open_cycle(user=clerk, certification=rules, now=NOW)
    course = programme.first[0].value["parts"][0].value.specific
    do(clerk, course)
    first.refresh_from_db()
    revoke_certificate(certificate=first.certificate, on=TODAY, reason="代答", by=boss)
    put(Revocation, Revocation.objects.all(), written_at=NOW)
    second = open_cycle(user=clerk, certification=rules, now=NOW + datetime.timedelta(hours=1))
    do(clerk, course, now=NOW + datetime.timedelta(hours=2), again=True)
    second.refresh_from_db()
    assert (second.kind, second.certificate.valid_from) == ("reentry", TODAY)
    assert check(TODAY) == []
    assert Suspension.objects.count() == 0
    assert Waiver.objects.count() == 0
