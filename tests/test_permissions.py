"""Every URL × every role → status. A new URL fails here until somebody has said who may open it."""

import pytest
from django.db import transaction
from django.urls import reverse

from people.roles import Role

from .doors import Things, doors

pytestmark = pytest.mark.django_db

SIGN_IN = "to the sign-in page"
# The order of every row; None is somebody signed out.
ROLES = (None, Role.CLERK, Role.TRAINER, Role.CHIEF_TRAINER, Role.MANAGER, Role.ADMINISTRATOR)

PUBLIC = (200, 200, 200, 200, 200, 200)
PUBLIC_404 = (404, 404, 404, 404, 404, 404)
PUBLIC_ONWARD = (302, 302, 302, 302, 302, 302)
ANYBODY = (SIGN_IN, 200, 200, 200, 200, 200)
ANYBODY_ONWARD = (SIGN_IN, 302, 302, 302, 302, 302)
POST_ONLY = (SIGN_IN, 405, 405, 405, 405, 405)
NOWHERE = (SIGN_IN, 404, 404, 404, 404, 404)
WITH_PEOPLE = (SIGN_IN, 403, 200, 200, 200, 200)
TRAINERS = (SIGN_IN, 403, 200, 200, 403, 200)
TRAINERS_ONWARD = (SIGN_IN, 403, 302, 302, 403, 302)
# Somebody else's among what only trainers have.
NOT_MINE = (SIGN_IN, 403, 404, 404, 403, 404)
MANAGERS = (SIGN_IN, 403, 403, 403, 200, 200)
MANAGERS_ONWARD = (SIGN_IN, 403, 403, 403, 302, 302)
MANAGERS_ONWARD_ELSEWHERE = (SIGN_IN, 403, 403, 403, 404, 302)
# A thing of the own hall: a clerk is not told that it exists.
OF_OWN_HALL = (SIGN_IN, 404, 200, 200, 200, 200)
WATCHED_ELSEWHERE = (SIGN_IN, 403, 404, 404, 404, 200)
VOIDED_ELSEWHERE = (SIGN_IN, 403, 404, 404, 403, 302)
OF_OWN_HALL_MANAGERS = (SIGN_IN, 404, 403, 403, 200, 200)
OF_ANOTHER_HALL = (SIGN_IN, 404, 404, 404, 404, 200)
OF_ANOTHER_HALL_MANAGERS = (SIGN_IN, 403, 403, 403, 404, 200)
# What trainers ordered: others are not told that it exists.
OF_TRAINERS = (SIGN_IN, 404, 200, 200, 404, 200)
ASSIGN_ELSEWHERE = (SIGN_IN, 403, 404, 404, 404, 400)
ADMINISTRATORS_IN_THE_CMS = (SIGN_IN, 302, 302, 302, 302, 200)
IN_THE_CMS = (SIGN_IN, 302, 200, 200, 302, 200)
# Not for trainers either, who are sent back to the front page of the CMS.
WORDS_OF_NOTICES = (SIGN_IN, 302, 302, 200, 302, 200)
# Who decides about certificates: chief trainers, managers, administrators; trainers look.
DECIDING = (SIGN_IN, 403, 403, 200, 200, 200)
DECIDING_ELSEWHERE = (SIGN_IN, 403, 403, 404, 404, 200)


def of(thing, **names):
    """URL arguments from attributes of a thing: `of("colleague", pk="pk")`."""
    return lambda things: {name: getattr(getattr(things, thing), attribute) for name, attribute in names.items()}


def at(thing):
    """The address of a page below the catalogue."""
    return lambda things: [getattr(things, thing).get_url().removeprefix("/learn/")]


def list_of_certificate(purpose):
    """The status list that speaks of the certificate of the things."""
    return lambda things: {"number": things.certificate.status_place.status_list_id, "purpose": purpose}


def with_slug(slug, **further):
    return lambda things: {"slug": slug, **further}


def out_tomorrow(thing):
    """Who is said to be out tomorrow; they stand at a post then."""

    def arguments(things):
        person = getattr(things, thing)
        day = things.stay_of(person).first_day.isoformat()
        return {"query": {"who": person.pk, "first_day": day, "last_day": day}}

    return arguments


def way_to(thing, person):
    """The way of somebody to a post, for today."""

    def arguments(things):
        day = things.today.isoformat()
        query = {"user": getattr(things, person).pk, "from": day, "to": day}
        return {"pk": getattr(things, thing).pk, "query": query}

    return arguments


def without_seats(plan, post):
    """A fix of a plan: the post asks for nobody in the first period."""

    def arguments(things):
        query = {"step": "fewer-seats", "post": getattr(things, post).pk, "periods": 1, "parts": 0, "to": 0}
        return {"pk": getattr(things, plan).pk, "query": query}

    return arguments


def own_import(things, **further):
    return {"pk": things.staff_import_of(things.learner).pk, **further}


def other_import(things, **further):
    return {"pk": things.staff_import_of(things.colleague).pk, **further}


def own_entry_import(things):
    return {"pk": things.entry_import_of(things.learner).pk}


def other_entry_import(things):
    return {"pk": things.entry_import_of(things.colleague).pk}


def own_rotation_import(things):
    return {"pk": things.rotation_import_of(things.learner).pk}


def other_rotation_import(things):
    return {"pk": things.rotation_import_of(things.colleague).pk}


def own_plan_sheet(things):
    return {"pk": things.plan.pk, "sheet": things.plan_sheet_of(things.learner).pk}


def other_plan_sheet(things):
    return {"pk": things.plan.pk, "sheet": things.plan_sheet_of(things.colleague).pk}


def own_bank_import(things, **further):
    return {"pk": things.question_import_of(things.learner).pk, **further}


def other_bank_import(things, **further):
    return {"pk": things.question_import_of(things.colleague).pk, **further}


def a_request(things):
    return {"pk": things.request_of(things.colleague).pk}


def a_strange_request(things):
    return {"pk": things.request_of(things.stranger).pk}


def own_certificate(things):
    return {"number": things.certificate_of(things.learner).number}


def own_notice(things):
    return {"pk": things.notice_of(things.learner).pk}


def line_about_the_hall(things):
    return {"pk": things.line_of(things.learner).pk}


def own_attempt(things):
    return {"public_id": things.attempt_of(things.learner).public_id}


def other_attempt(things):
    return {"public_id": things.attempt_of(things.colleague).public_id}


def essay_answer(things):
    return {"public_id": things.essay.public_id, "position": 1}


def no_essay(things):
    return {"public_id": things.sitting.public_id, "position": 1}


def own_result(things):
    return {"public_id": things.attempt_of(things.learner, ended=True).public_id}


def own_media(things):
    return {"public_id": things.picture_attempt_of(things.learner).public_id, "position": 1, "name": "picture"}


def other_media(things):
    return {"public_id": things.picture_attempt_of(things.colleague).public_id, "position": 1, "name": "picture"}


def other_result(things):
    return {"public_id": things.attempt_of(things.colleague, ended=True).public_id}


def slug_of_programme(things):
    return {"slug": things.programme_slug}


def course_of_programme(things):
    return {"slug": things.programme_slug, "pk": things.programme_course.pk}


def quiz_of_programme(things):
    return {"slug": things.programme_slug, "pk": things.exam.pk}


def no_quiz_of_programme(things):
    return {"slug": things.programme_slug, "pk": things.essay.quiz_id}


def practical_of_programme(things):
    return {"slug": things.programme_slug, "pk": things.practical.pk}


def in_programme(person, **further):
    """Somebody with a round of the programme."""
    return lambda things: {"slug": things.programme_slug, "pk": getattr(things, person).pk, **further}


def held_by(person, **further):
    """Somebody with a certificate that counts."""

    def arguments(things):
        certificate = next(one for one in things.held if one.user == getattr(things, person))
        slug = certificate.certification.slug
        return {"slug": slug, "pk": certificate.user_id, "number": certificate.number, **further}

    return arguments


def own(things):
    return {"pk": things.learner.pk}


def entry(model, **further):
    """An entry of the phrasebook in the CMS."""
    return lambda things: {"pk": things.entries[model].pk, **further}


def block(kind):
    """The block of this type in the lesson in which things are done."""
    return lambda things: {
        "page_pk": things.doing.pk,
        "block_id": next(one.id for one in things.doing.body if one.block_type == kind),
    }


def fixed(*arguments, **named):
    return lambda things: list(arguments) or named


def phrase(thing="phrase"):
    return lambda things: {"kind": "phrase", "key": getattr(things, thing).key}


def sat_quiz(things):
    """A quiz that a colleague has handed in."""
    return {"pk": things.attempt_of(things.colleague, ended=True).quiz_id}


def answered_question(things):
    return {"pk": things.attempt_of(things.colleague, ended=True).questions.get().question_id}


COLLEAGUE, STRANGER = of("colleague", pk="pk"), of("stranger", pk="pk")


def cell_of(name):
    """The colleague in the first period of a plan."""
    return lambda things: {"pk": getattr(things, name).pk, "period": 1, "user": things.colleague.pk}


POST, ELSEWHERE = of("post", pk="pk"), of("elsewhere", pk="pk")
CERTIFICATE = of("certificate", number="number")
GET, WRITE = "get", "post"
ENTRIES = ("dialogue", "phrase", "sign", "term")

# URL (in brackets: which case of it), method, arguments, statuses in the order of ROLES.
TABLE = [
    ("home", GET, None, ANYBODY_ONWARD),
    ("dashboard:today", GET, None, ANYBODY),
    ("dashboard:desk", GET, None, TRAINERS),
    ("dashboard:hall", GET, None, MANAGERS),
    ("dashboard:matrix_xlsx", GET, None, MANAGERS),
    ("people:list", GET, None, WITH_PEOPLE),
    ("people:export", GET, fixed(ending="csv"), MANAGERS),
    ("people:import", GET, None, MANAGERS),
    ("people:import_preview [own]", GET, own_import, MANAGERS),
    ("people:import_preview [somebody else's]", GET, other_import, (SIGN_IN, 403, 403, 403, 404, 404)),
    ("people:import_refused [own]", GET, lambda things: own_import(things, ending="csv"), MANAGERS),
    (
        "people:import_refused [somebody else's]",
        GET,
        lambda things: other_import(things, ending="csv"),
        (SIGN_IN, 403, 403, 403, 404, 404),
    ),
    ("people:import_letters", GET, own_import, POST_ONLY),
    ("people:import_letters [own]", WRITE, own_import, (SIGN_IN, 403, 403, 403, 302, 302)),
    ("people:import_letters [somebody else's]", WRITE, other_import, (SIGN_IN, 403, 403, 403, 404, 404)),
    ("people:detail [own]", GET, own, ANYBODY),
    ("people:detail [a colleague]", GET, COLLEAGUE, OF_OWN_HALL),
    ("people:detail [another hall]", GET, STRANGER, OF_ANOTHER_HALL),
    ("people:leave [a colleague]", GET, COLLEAGUE, OF_OWN_HALL_MANAGERS),
    ("people:leave [another hall]", GET, STRANGER, OF_ANOTHER_HALL),
    ("people:password_link", GET, COLLEAGUE, POST_ONLY),
    ("people:password_link [a colleague]", WRITE, COLLEAGUE, OF_OWN_HALL_MANAGERS),
    ("people:password_link [another hall]", WRITE, STRANGER, OF_ANOTHER_HALL),
    ("people:password_letter", GET, COLLEAGUE, POST_ONLY),
    ("people:password_letter [a colleague]", WRITE, COLLEAGUE, (SIGN_IN, 404, 403, 403, 302, 302)),
    ("people:second_factor", GET, COLLEAGUE, POST_ONLY),
    ("people:second_factor [a colleague]", WRITE, COLLEAGUE, (SIGN_IN, 404, 403, 403, 403, 302)),
    ("skills:mine", GET, None, ANYBODY),
    ("skills:rate", GET, None, ANYBODY),
    ("skills:rate", WRITE, None, ANYBODY_ONWARD),
    ("skills:person [own]", GET, own, ANYBODY),
    ("skills:person [a colleague]", GET, COLLEAGUE, OF_OWN_HALL),
    ("skills:person [another hall]", GET, STRANGER, OF_ANOTHER_HALL),
    ("skills:certificate [own]", GET, own_certificate, ANYBODY),
    ("skills:certificate [a colleague's]", GET, CERTIFICATE, OF_OWN_HALL),
    ("skills:certificate_pdf [own]", GET, own_certificate, ANYBODY),
    ("skills:certificate_pdf [a colleague's]", GET, CERTIFICATE, OF_OWN_HALL),
    ("verify", GET, of("certificate", public_id="public_id"), PUBLIC),
    ("verify [unknown]", GET, fixed(public_id="unknown"), PUBLIC_404),
    ("phrasebook:index", GET, None, ANYBODY),
    ("phrasebook:scenario", GET, of("scenario", slug="slug"), ANYBODY),
    ("phrasebook:scenario [unknown]", GET, fixed(slug="unknown"), NOWHERE),
    ("courses:enrol", GET, of("course", course_pk="pk"), POST_ONLY),
    ("courses:enrol [write]", WRITE, of("course", course_pk="pk"), ANYBODY_ONWARD),
    ("courses:complete", GET, of("lesson", page_pk="pk"), POST_ONLY),
    ("courses:complete [write]", WRITE, of("lesson", page_pk="pk"), ANYBODY_ONWARD),
    ("courses:start_quiz", GET, of("quiz_page", page_pk="pk"), POST_ONLY),
    ("courses:start_quiz [write]", WRITE, of("quiz_page", page_pk="pk"), ANYBODY_ONWARD),
    ("courses:attempt [own]", GET, own_attempt, ANYBODY),
    ("courses:attempt [somebody else's]", GET, other_attempt, NOWHERE),
    ("courses:attempt_save [own]", WRITE, own_attempt, ANYBODY_ONWARD),
    ("courses:attempt_save [somebody else's]", WRITE, other_attempt, NOWHERE),
    # Handing in unanswered questions asks whether one is sure.
    ("courses:attempt_submit [own]", WRITE, own_attempt, ANYBODY),
    ("courses:attempt_submit [somebody else's]", WRITE, other_attempt, NOWHERE),
    ("courses:attempt_result [own]", GET, own_result, ANYBODY),
    ("courses:attempt_result [somebody else's]", GET, other_result, NOWHERE),
    ("rotations:posts", GET, None, MANAGERS),
    ("rotations:post", GET, POST, MANAGERS),
    ("rotations:post [another hall]", GET, ELSEWHERE, OF_ANOTHER_HALL_MANAGERS),
    ("rotations:post_xlsx", GET, POST, MANAGERS),
    ("rotations:post_xlsx [another hall]", GET, ELSEWHERE, OF_ANOTHER_HALL_MANAGERS),
    ("rotations:edit_post", GET, POST, MANAGERS),
    ("rotations:edit_post [another hall]", GET, ELSEWHERE, OF_ANOTHER_HALL_MANAGERS),
    ("rotations:leaves", GET, None, MANAGERS),
    ("rotations:take_back_leave", GET, of("leave", pk="pk"), (SIGN_IN, 403, 403, 403, 405, 405)),
    ("rotations:take_back_leave [write]", WRITE, of("leave", pk="pk"), (SIGN_IN, 403, 403, 403, 302, 302)),
    ("wagtail_serve [catalogue]", GET, fixed(""), ANYBODY),
    ("wagtail_serve [course]", GET, at("course"), ANYBODY),
    ("wagtail_serve [lesson]", GET, at("lesson"), ANYBODY),
    ("wagtail_serve [quiz]", GET, at("quiz_page"), ANYBODY),
    ("wagtail_serve [unknown]", GET, fixed("unknown/"), NOWHERE),
    # Wagtail's own sign-in page would count no failed attempts.
    ("wagtailcore_login", GET, None, ANYBODY_ONWARD),
    ("wagtailcore_authenticate_with_password", GET, fixed(page_view_restriction_id=1, page_id=1), NOWHERE),
    ("wagtaildocs_serve", GET, lambda things: [things.attachment.pk, things.attachment.filename], ANYBODY),
    ("wagtaildocs_authenticate_with_password", GET, fixed(restriction_id=1), NOWHERE),
    ("media", GET, lambda things: {"path": things.rendition.file.name}, ANYBODY),
    ("media [unknown]", GET, fixed(path="images/no-such.png"), NOWHERE),
    ("healthz", GET, None, PUBLIC),
    ("set_language", WRITE, None, PUBLIC_ONWARD),
    ("demo_enter [in a real hall]", WRITE, fixed(role="administrator"), PUBLIC_404),
    ("style/", GET, None, PUBLIC),
    ("account_login", GET, None, (200, 302, 302, 302, 302, 302)),
    ("account_logout", GET, None, ANYBODY),
    ("account_inactive", GET, None, PUBLIC),
    ("account_reauthenticate", GET, None, ANYBODY),
    ("account_change_password", GET, None, ANYBODY),
    ("account_set_password", GET, None, PUBLIC_ONWARD),
    ("account_reset_password", GET, None, PUBLIC),
    ("account_reset_password_done", GET, None, PUBLIC),
    ("account_reset_password_from_key", GET, fixed(uidb36="1", key="no-such"), PUBLIC),
    ("account_reset_password_from_key_done", GET, None, PUBLIC),
    ("mfa_index", GET, None, ANYBODY),
    ("mfa_authenticate", GET, None, ANYBODY_ONWARD),
    ("mfa_reauthenticate", GET, None, ANYBODY_ONWARD),
    ("mfa_activate_totp", GET, None, ANYBODY_ONWARD),
    ("mfa_generate_recovery_codes", GET, None, ANYBODY_ONWARD),
    # Nobody of the table has set up a second factor.
    ("mfa_deactivate_totp", GET, None, NOWHERE),
    ("mfa_view_recovery_codes", GET, None, NOWHERE),
    ("mfa_download_recovery_codes", GET, None, NOWHERE),
    ("wagtailadmin_home", GET, None, IN_THE_CMS),
    ("wagtailadmin_account", GET, None, IN_THE_CMS),
    # Whoever is signed in and may not enter the CMS is told so instead of being asked to sign in again.
    ("wagtailadmin_login", GET, None, (SIGN_IN, 403, 403, 403, 403, 403)),
    ("wagtailadmin_password_reset", GET, None, PUBLIC_ONWARD),
    ("wagtailusers_users:index", GET, None, ADMINISTRATORS_IN_THE_CMS),
    ("wagtailusers_users:index_results", GET, None, ADMINISTRATORS_IN_THE_CMS),
    ("wagtailusers_users:add", GET, None, ADMINISTRATORS_IN_THE_CMS),
    ("wagtailusers_users:edit", GET, COLLEAGUE, ADMINISTRATORS_IN_THE_CMS),
    # Nobody and no hall is ever deleted: the page says why and leads back.
    ("wagtailusers_users:delete", GET, COLLEAGUE, ANYBODY_ONWARD),
    ("halls:delete", GET, of("hall", pk="pk"), ANYBODY_ONWARD),
    ("cms_posts:index", GET, None, ADMINISTRATORS_IN_THE_CMS),
    ("cms_posts:index_results", GET, None, ADMINISTRATORS_IN_THE_CMS),
    *(
        (f"wagtailsnippets_{model}:{name}", GET, None, IN_THE_CMS)
        for model in (*(f"phrasebook_{entry}" for entry in ENTRIES), "quizzes_quiz")
        for name in ("list", "list_results")
    ),
    *(
        (f"wagtailsnippetchoosers_phrasebook_{model}:{name}", GET, None, IN_THE_CMS)
        for model in ENTRIES
        for name in ("choose", "choose_results")
    ),
    *((f"wagtailsnippets_phrasebook_{model}:edit", GET, entry(model), IN_THE_CMS) for model in ENTRIES),
    # Nothing waits for an approval.
    *(
        (
            f"wagtailsnippets_phrasebook_{model}:workflow_action",
            GET,
            entry(model, action_name="approve", task_state_id=0),
            (SIGN_IN, 302, 404, 404, 302, 404),
        )
        for model in ENTRIES
    ),
    ("cms/bulk/people/user/delete/", GET, None, ANYBODY_ONWARD),
    ("cms/bulk/people/user/delete/ [write]", WRITE, None, ANYBODY_ONWARD),
    # What readers say, what is new, and where people stop.
    ("courses:my_remarks", GET, of("lesson", page_pk="pk"), ANYBODY),
    ("courses:remark", GET, of("lesson", page_pk="pk"), POST_ONLY),
    ("courses:remark [write]", WRITE, of("lesson", page_pk="pk"), ANYBODY_ONWARD),
    ("courses:answers_seen", GET, of("lesson", page_pk="pk"), POST_ONLY),
    ("courses:answers_seen [write]", WRITE, of("lesson", page_pk="pk"), ANYBODY_ONWARD),
    ("courses:reached", GET, of("lesson", page_pk="pk"), POST_ONLY),
    ("courses:reached [write]", WRITE, of("lesson", page_pk="pk"), (SIGN_IN, 204, 204, 204, 204, 204)),
    ("courses:answer_place", GET, of("lesson", page_pk="pk"), POST_ONLY),
    ("courses:answer_place [write]", WRITE, of("lesson", page_pk="pk"), (SIGN_IN, 403, 302, 302, 403, 302)),
    ("courses:remarks", GET, None, TRAINERS),
    ("courses:losses", GET, of("course", course_pk="pk"), TRAINERS),
    ("courses:new_lesson", GET, of("course", course_pk="pk"), (SIGN_IN, 403, 200, 200, 403, 200)),
    ("courses:copy_blocks", GET, of("lesson", page_pk="pk"), (SIGN_IN, 403, 200, 200, 403, 200)),
    ("courses:change [not learnt]", GET, of("change", pk="pk"), NOWHERE),
    ("courses:change [unknown]", GET, fixed(pk=0), NOWHERE),
    # Entries: the editor's drafts of readings, the import and its pattern, terms in the CMS.
    ("phrasebook_cms:draft_readings", GET, None, (SIGN_IN, 302, 405, 405, 302, 405)),
    ("phrasebook_cms:draft_readings [write]", WRITE, None, IN_THE_CMS),
    ("phrasebook_cms:import", GET, None, IN_THE_CMS),
    ("phrasebook_cms:import_pattern", GET, None, IN_THE_CMS),
    ("phrasebook_cms:import_preview [own]", GET, own_entry_import, IN_THE_CMS),
    ("phrasebook_cms:import_preview [somebody else's]", GET, other_entry_import, (SIGN_IN, 302, 404, 404, 302, 404)),
    *(
        (
            f"wagtailsnippets_phrasebook_{model}:copy",
            GET,
            lambda things, model=model: [things.entry(model).pk],
            IN_THE_CMS,
        )
        for model in ENTRIES
    ),
    # The phrasebook at the counter.
    ("phrasebook:results", GET, None, ANYBODY),
    ("phrasebook:entry", GET, phrase(), ANYBODY),
    ("phrasebook:entry [not published]", GET, phrase("drafted_phrase"), NOWHERE),
    ("phrasebook:mark", GET, phrase(), POST_ONLY),
    ("phrasebook:mark [write]", WRITE, phrase(), ANYBODY_ONWARD),
    ("phrasebook:mark [not published]", WRITE, phrase("drafted_phrase"), NOWHERE),
    ("phrasebook:offline", GET, None, ANYBODY),
    ("phrasebook:offline_json", GET, None, ANYBODY),
    ("service_worker", GET, None, PUBLIC),
    # The player.
    ("player_pieces", GET, None, ANYBODY),
    ("captions", GET, lambda things: {"pk": things.captioned.pk, "language": "zh"}, ANYBODY),
    ("captions [none written]", GET, lambda things: {"pk": things.captioned.pk, "language": "en"}, NOWHERE),
    ("wagtail_serve [lesson with a film]", GET, at("film_lesson"), ANYBODY),
    ("courses:playback", GET, lambda things: [things.film_lesson.pk, things.captioned.pk], POST_ONLY),
    # Nothing is told in the request.
    (
        "courses:playback [told nothing]",
        WRITE,
        lambda things: [things.film_lesson.pk, things.captioned.pk],
        (SIGN_IN, 400, 400, 400, 400, 400),
    ),
    ("courses:playback [not in the lesson]", WRITE, lambda things: [things.lesson.pk, things.captioned.pk], NOWHERE),
    # Recordings made in the phrase editor: by whoever may add clips; an empty one is refused.
    ("phrasebook_keep_recording", GET, None, (SIGN_IN, 302, 405, 405, 302, 405)),
    ("phrasebook_keep_recording [write]", WRITE, None, (SIGN_IN, 302, 400, 400, 302, 400)),
    # Doing things inside a lesson; nobody of the table has joined the course, which a sentence says.
    ("wagtail_serve [lesson to do]", GET, at("doing"), ANYBODY),
    ("courses:answer", GET, block("check"), POST_ONLY),
    ("courses:answer [not joined]", WRITE, block("check"), ANYBODY_ONWARD),
    ("courses:answer [no such block]", WRITE, block("text"), NOWHERE),
    ("courses:try_exercise", GET, block("drill"), POST_ONLY),
    ("courses:try_exercise [not joined]", WRITE, block("drill"), ANYBODY_ONWARD),
    ("courses:try_exercise [no such block]", WRITE, block("check"), NOWHERE),
    ("courses:practised", GET, block("drill"), POST_ONLY),
    ("courses:practised [not joined]", WRITE, block("drill"), ANYBODY_ONWARD),
    ("courses:practised [no such block]", WRITE, block("check"), NOWHERE),
    # textbooks
    ("books:list", GET, None, ANYBODY),
    ("books:order", GET, None, TRAINERS),
    ("books:detail [finished]", GET, of("book", public_id="public_id"), ANYBODY),
    ("books:detail [ordered]", GET, of("ordered_book", public_id="public_id"), OF_TRAINERS),
    ("books:state [finished]", GET, of("book", public_id="public_id"), ANYBODY),
    ("books:state [ordered]", GET, of("ordered_book", public_id="public_id"), OF_TRAINERS),
    ("books:again", GET, of("ordered_book", public_id="public_id"), POST_ONLY),
    ("books:again [write]", WRITE, of("ordered_book", public_id="public_id"), (SIGN_IN, 403, 302, 302, 403, 302)),
    ("books:textbook", GET, of("book", public_id="public_id"), ANYBODY),
    ("books:textbook [ordered]", GET, of("ordered_book", public_id="public_id"), NOWHERE),
    # Results of quizzes: of the people one may see; figures of a question over all halls.
    ("quiz_reports:list", GET, None, TRAINERS),
    ("quiz_reports:people", GET, sat_quiz, TRAINERS),
    ("quiz_reports:questions", GET, sat_quiz, TRAINERS),
    ("quiz_reports:xlsx", GET, sat_quiz, TRAINERS),
    ("quiz_reports:question", GET, answered_question, TRAINERS),
    ("quiz_reports:people [unknown]", GET, fixed(pk=999999), (SIGN_IN, 403, 404, 404, 403, 404)),
    ("quiz_reports:question [unknown]", GET, fixed(pk=999999), (SIGN_IN, 403, 404, 404, 403, 404)),
    ("quiz_reports:count", "post", None, (SIGN_IN, 403, 302, 302, 403, 302)),
    ("wagtailsnippets_quizzes_question:list", GET, None, IN_THE_CMS),
    ("wagtailsnippets_quizzes_question:list_results", GET, None, IN_THE_CMS),
    ("bank:import", GET, None, TRAINERS),
    ("bank:import_pattern", GET, fixed(ending="xlsx"), TRAINERS),
    ("bank:import_pattern [no table]", GET, fixed(ending="pdf"), (SIGN_IN, 403, 404, 404, 403, 404)),
    ("bank:import_detail [own]", GET, own_bank_import, TRAINERS),
    ("bank:import_detail [somebody else's]", GET, other_bank_import, NOT_MINE),
    ("bank:import_layout [own]", GET, own_bank_import, TRAINERS),
    ("bank:import_layout [somebody else's]", GET, other_bank_import, NOT_MINE),
    ("bank:import_state [own]", GET, own_bank_import, TRAINERS),
    ("bank:import_state [somebody else's]", GET, other_bank_import, NOT_MINE),
    ("bank:import_question [own]", GET, lambda things: own_bank_import(things, position=2), TRAINERS),
    ("bank:import_question [somebody else's]", GET, lambda things: other_bank_import(things, position=2), NOT_MINE),
    ("bank:import_refused [own]", GET, lambda things: own_bank_import(things, ending="xlsx"), TRAINERS),
    ("bank:import_refused [somebody else's]", GET, lambda things: other_bank_import(things, ending="csv"), NOT_MINE),
    ("bank:import_apply", GET, own_bank_import, POST_ONLY),
    ("bank:import_apply [own]", WRITE, own_bank_import, TRAINERS_ONWARD),
    ("bank:import_apply [somebody else's]", WRITE, other_bank_import, NOT_MINE),
    ("bank:import_again", GET, own_bank_import, POST_ONLY),
    ("bank:import_again [own]", WRITE, own_bank_import, TRAINERS_ONWARD),
    ("bank:import_again [somebody else's]", WRITE, other_bank_import, NOT_MINE),
    ("bank:import_decide", GET, own_bank_import, POST_ONLY),
    ("bank:import_decide [own]", WRITE, own_bank_import, TRAINERS_ONWARD),
    ("bank:import_decide [somebody else's]", WRITE, other_bank_import, NOT_MINE),
    # observed practicals: of the colleague, observed by somebody else
    ("practicals:mine", GET, None, ANYBODY),
    ("practicals:waiting", GET, None, WITH_PEOPLE),
    ("practicals:agreement", GET, None, WITH_PEOPLE),
    ("practicals:order", GET, None, WITH_PEOPLE),
    ("practicals:order [write]", WRITE, None, (SIGN_IN, 403, 400, 400, 400, 400)),
    ("practicals:observation", GET, of("asked", public_id="public_id"), OF_OWN_HALL),
    ("practicals:observation [elsewhere]", GET, of("asked_elsewhere", public_id="public_id"), OF_ANOTHER_HALL),
    ("practicals:sheet", GET, of("asked", public_id="public_id"), (SIGN_IN, 404, 403, 403, 403, 403)),
    ("practicals:sheet [write]", WRITE, of("asked", public_id="public_id"), (SIGN_IN, 404, 403, 403, 403, 403)),
    ("practicals:assign", GET, of("asked", public_id="public_id"), POST_ONLY),
    ("practicals:assign [write]", WRITE, of("asked", public_id="public_id"), (SIGN_IN, 403, 400, 400, 400, 400)),
    ("practicals:assign [elsewhere]", WRITE, of("asked_elsewhere", public_id="public_id"), ASSIGN_ELSEWHERE),
    ("practicals:decide", GET, of("asked", public_id="public_id"), POST_ONLY),
    ("practicals:decide [write]", WRITE, of("asked", public_id="public_id"), (SIGN_IN, 403, 400, 400, 403, 403)),
    ("practicals:withdraw", GET, of("asked", public_id="public_id"), POST_ONLY),
    ("practicals:withdraw [write]", WRITE, of("asked", public_id="public_id"), (SIGN_IN, 404, 302, 302, 302, 302)),
    ("practicals:reply", GET, of("asked", public_id="public_id"), POST_ONLY),
    ("practicals:reply [write]", WRITE, of("asked", public_id="public_id"), (SIGN_IN, 404, 302, 302, 302, 302)),
    ("practicals:add_evidence", GET, of("asked", public_id="public_id"), POST_ONLY),
    ("practicals:add_evidence [write]", WRITE, of("asked", public_id="public_id"), (SIGN_IN, 404, 403, 403, 403, 403)),
    # Photos of colleagues are not for those who run the server.
    ("practicals:evidence", GET, of("evidence", public_id="public_id"), (SIGN_IN, 404, 200, 200, 200, 403)),
    ("practicals:give_up_evidence", GET, of("evidence", public_id="public_id"), POST_ONLY),
    (
        "practicals:give_up_evidence [write]",
        WRITE,
        of("evidence", public_id="public_id"),
        (SIGN_IN, 404, 302, 302, 302, 403),
    ),
    ("wagtail_serve [practical]", GET, at("practical_page"), ANYBODY),
    ("courses:ask_observation", GET, of("practical_page", page_pk="pk"), POST_ONLY),
    ("courses:ask_observation [not joined]", WRITE, of("practical_page", page_pk="pk"), ANYBODY_ONWARD),
    ("courses:attempt_media [own]", GET, own_media, ANYBODY),
    ("courses:attempt_media [somebody else's]", GET, other_media, NOWHERE),
    ("quizzes_picture", GET, of("picture", pk="pk"), (SIGN_IN, 302, 302, 302, 302, 302)),
    # the desk of quizzes
    ("exams:list", GET, None, WITH_PEOPLE),
    ("exams:room", GET, of("exam", pk="pk"), WITH_PEOPLE),
    ("exams:room_now", GET, of("exam", pk="pk"), WITH_PEOPLE),
    ("exams:extend_room", GET, of("exam", pk="pk"), TRAINERS),
    ("exams:attempt", GET, of("sitting", public_id="public_id"), WITH_PEOPLE),
    ("exams:attempt [another hall]", GET, of("sitting_elsewhere", public_id="public_id"), WATCHED_ELSEWHERE),
    ("exams:extend", GET, of("sitting", public_id="public_id"), TRAINERS),
    ("exams:extend [another hall]", GET, of("sitting_elsewhere", public_id="public_id"), WATCHED_ELSEWHERE),
    ("exams:close", GET, of("sitting", public_id="public_id"), TRAINERS),
    ("exams:close [another hall]", GET, of("sitting_elsewhere", public_id="public_id"), WATCHED_ELSEWHERE),
    ("exams:void", GET, of("sitting", public_id="public_id"), TRAINERS),
    ("exams:void [another hall]", WRITE, of("sitting_elsewhere", public_id="public_id"), WATCHED_ELSEWHERE),
    ("exams:revoke", GET, of("sitting", public_id="public_id"), POST_ONLY),
    ("exams:revoke [write]", WRITE, of("sitting", public_id="public_id"), (SIGN_IN, 403, 403, 302, 403, 302)),
    ("exams:person", GET, of("colleague", pk="pk"), WITH_PEOPLE),
    ("exams:person [another hall]", GET, of("stranger", pk="pk"), WATCHED_ELSEWHERE),
    ("exams:give_time", GET, of("colleague", pk="pk"), TRAINERS),
    ("exams:give_time [another hall]", GET, of("stranger", pk="pk"), WATCHED_ELSEWHERE),
    ("exams:extra_times", GET, None, WITH_PEOPLE),
    ("exams:end_time", GET, of("extra_time", pk="pk"), POST_ONLY),
    ("exams:end_time [write]", WRITE, of("extra_time", pk="pk"), (SIGN_IN, 403, 302, 302, 403, 302)),
    ("exams:marking", GET, None, TRAINERS),
    ("exams:marking_names", GET, None, POST_ONLY),
    ("exams:marking_names [write]", WRITE, None, (SIGN_IN, 403, 302, 302, 403, 302)),
    ("exams:mark", GET, essay_answer, TRAINERS),
    ("exams:mark [marked by itself]", GET, no_essay, (SIGN_IN, 403, 404, 404, 403, 404)),
    ("exams:corrections", GET, None, TRAINERS),
    ("exams:correction", GET, of("question", pk="pk"), TRAINERS),
    ("exams:correction [write]", WRITE, of("question", pk="pk"), (SIGN_IN, 403, 403, 200, 403, 200)),
    ("privacy:about", GET, None, ANYBODY),
    ("privacy:download", GET, None, ANYBODY),
    ("privacy:ask", GET, None, POST_ONLY),
    ("privacy:ask", WRITE, None, (SIGN_IN, 422, 422, 422, 422, 422)),
    ("privacy:requests", GET, None, (SIGN_IN, 403, 403, 403, 200, 200)),
    ("privacy:answer [a colleague]", GET, a_request, (SIGN_IN, 403, 403, 403, 200, 200)),
    ("privacy:answer [another hall]", GET, a_strange_request, (SIGN_IN, 403, 403, 403, 404, 200)),
    ("credential_issuer", GET, None, PUBLIC),
    ("credential_keys", GET, None, PUBLIC),
    ("credential_json", GET, of("certificate", public_id="public_id"), PUBLIC),
    ("credential_json [unknown]", GET, fixed(public_id="unknown"), PUBLIC_404),
    ("credential_jwt", GET, of("certificate", public_id="public_id"), PUBLIC),
    ("credential_jwt [unknown]", GET, fixed(public_id="unknown"), PUBLIC_404),
    ("credential_status", GET, list_of_certificate("revocation"), PUBLIC),
    ("credential_status [suspension]", GET, list_of_certificate("suspension"), PUBLIC),
    ("credential_status [purpose unknown]", GET, list_of_certificate("message"), PUBLIC_404),
    ("credential_status [unknown]", GET, fixed(number=99, purpose="revocation"), PUBLIC_404),
    ("verify_file", GET, None, PUBLIC),
    ("verify_file [write]", WRITE, None, PUBLIC),
    ("verify_offline", GET, None, PUBLIC),
    ("verify_offline_file", GET, None, PUBLIC),
    ("cms_posts:add", GET, None, ADMINISTRATORS_IN_THE_CMS),
    ("cms_posts:edit", GET, of("post", pk="pk"), ADMINISTRATORS_IN_THE_CMS),
    ("reports:list", GET, None, WITH_PEOPLE),
    ("reports:letters", GET, None, WITH_PEOPLE),
    ("reports:stop", "post", of("report_schedule", pk="pk"), (SIGN_IN, 403, 404, 404, 404, 404)),
    ("reports:change_view", GET, of("saved_view", pk="pk"), (SIGN_IN, 403, 404, 404, 404, 404)),
    ("reports:delete_view", "post", of("saved_view", pk="pk"), (SIGN_IN, 403, 404, 404, 404, 404)),
    *(("reports:report", GET, with_slug(slug), WITH_PEOPLE) for slug in ("expiring", "observers", "stalled")),
    *(
        ("reports:report", GET, with_slug(slug), MANAGERS)
        for slug in ("certificates", "overdue", "hours", "exceptions", "changes")
    ),
    ("reports:report", GET, with_slug("of-nothing"), NOWHERE),
    ("reports:save_view", GET, with_slug("certificates"), MANAGERS),
    ("reports:send", GET, with_slug("certificates"), MANAGERS),
    ("reports:export", GET, with_slug("expiring", ending="xlsx"), WITH_PEOPLE),
    ("reports:export", GET, with_slug("certificates", ending="csv"), MANAGERS),
    ("reports:dossier", GET, None, MANAGERS),
    ("reports:dossier_file", GET, lambda things: {"ending": "json"}, (SIGN_IN, 403, 403, 403, 302, 302)),
    ("reports:check_dossier", GET, None, MANAGERS),
    ("dashboard:matrix", GET, None, MANAGERS),
    ("dashboard:matrix_pdf", GET, None, MANAGERS),
    # Without naming a cell there is nothing behind it.
    ("dashboard:matrix_cell", GET, None, (SIGN_IN, 403, 403, 403, 404, 404)),
    ("dashboard:cover", GET, None, MANAGERS),
    ("dashboard:train", GET, None, (SIGN_IN, 403, 403, 403, 404, 404)),
    ("dashboard:minimums", GET, None, MANAGERS),
    ("dashboard:minimums", WRITE, None, MANAGERS),
    # the inbox
    ("inbox:list", GET, None, ANYBODY),
    ("inbox:read_all", GET, None, POST_ONLY),
    ("inbox:read_all [write]", WRITE, None, ANYBODY_ONWARD),
    ("inbox:open", GET, own_notice, ANYBODY_ONWARD),
    ("inbox:open [of the hall]", GET, line_about_the_hall, ANYBODY),
    ("inbox:open [somebody else's]", GET, of("notice", pk="pk"), NOWHERE),
    ("inbox:settings", GET, None, ANYBODY),
    ("inbox:calendar", GET, None, ANYBODY),
    ("inbox:renew_calendar", GET, None, POST_ONLY),
    ("inbox:renew_calendar [write]", WRITE, None, ANYBODY_ONWARD),
    ("calendar_feed", GET, of("calendar", token="token"), PUBLIC),
    ("calendar_feed [unknown]", GET, lambda things: {"token": "unknown"}, PUBLIC_404),
    ("daily_runs", GET, None, ADMINISTRATORS_IN_THE_CMS),
    ("daily_runs_results", GET, None, ADMINISTRATORS_IN_THE_CMS),
    ("notice_templates:add", GET, None, WORDS_OF_NOTICES),
    ("notice_templates:edit", GET, of("notice_template", pk="pk"), WORDS_OF_NOTICES),
    ("notice_templates:delete", GET, of("notice_template", pk="pk"), WORDS_OF_NOTICES),
    # assigned training
    ("training:mine", GET, None, ANYBODY),
    ("training:list", GET, None, WITH_PEOPLE),
    ("training:xlsx", GET, None, WITH_PEOPLE),
    ("training:assign", GET, None, WITH_PEOPLE),
    ("training:assign [nothing chosen]", "post", None, (SIGN_IN, 403, 422, 422, 422, 422)),
    ("training:bulk", "post", None, (SIGN_IN, 403, 302, 302, 302, 302)),
    ("training:assignment", GET, of("training", pk="pk"), OF_OWN_HALL),
    ("training:assignment [mine]", GET, lambda things: {"pk": things.training_of(things.learner).pk}, ANYBODY),
    ("training:assignment [elsewhere]", GET, of("training_elsewhere", pk="pk"), OF_ANOTHER_HALL),
    ("training:extend", "post", of("training", pk="pk"), (SIGN_IN, 404, 403, 403, 422, 422)),
    (
        "training:extend [mine]",
        "post",
        lambda things: {"pk": things.training_of(things.learner).pk},
        (SIGN_IN, 403, 403, 403, 403, 403),
    ),
    ("training:take_back", "post", of("training", pk="pk"), (SIGN_IN, 404, 403, 403, 422, 422)),
    ("training:rules", GET, None, MANAGERS),
    ("training:new_rule", GET, None, MANAGERS),
    ("training:rule", GET, of("rule", pk="pk"), MANAGERS),
    ("training:rule [elsewhere]", GET, of("rule_elsewhere", pk="pk"), OF_ANOTHER_HALL_MANAGERS),
    ("training:rule_off", GET, of("rule", pk="pk"), MANAGERS),
    ("training:exceptions", GET, None, MANAGERS),
    ("training:exception", GET, of("exception", pk="pk"), MANAGERS),
    ("training:exception [nothing chosen]", "post", of("exception", pk="pk"), (SIGN_IN, 403, 403, 403, 422, 422)),
    ("training:lift", "post", of("exception", pk="pk"), (SIGN_IN, 403, 403, 403, 302, 302)),
    ("rotations:stays", GET, of("post", pk="pk"), MANAGERS),
    ("rotations:stays [elsewhere]", GET, of("elsewhere", pk="pk"), OF_ANOTHER_HALL_MANAGERS),
    ("rotations:end_stay", GET, of("stay", pk="pk"), MANAGERS),
    ("rotations:end_stay [elsewhere]", GET, of("stay_elsewhere", pk="pk"), OF_ANOTHER_HALL_MANAGERS),
    ("rotations:posts_of_person", GET, of("colleague", pk="pk"), MANAGERS),
    ("rotations:posts_of_person [elsewhere]", GET, of("stranger", pk="pk"), OF_ANOTHER_HALL_MANAGERS),
    ("programmes:catalogue", GET, None, ANYBODY),
    ("programmes:mine", GET, None, ANYBODY),
    ("programmes:programme", GET, slug_of_programme, ANYBODY),
    ("programmes:start", GET, slug_of_programme, POST_ONLY),
    ("programmes:start [write]", WRITE, slug_of_programme, ANYBODY_ONWARD),
    ("programmes:again", GET, course_of_programme, POST_ONLY),
    ("programmes:again [write]", WRITE, course_of_programme, ANYBODY_ONWARD),
    ("programmes:quiz", GET, quiz_of_programme, ANYBODY),
    ("programmes:quiz [not part of it]", GET, no_quiz_of_programme, NOWHERE),
    ("programmes:start_quiz", GET, quiz_of_programme, POST_ONLY),
    ("programmes:start_quiz [write]", WRITE, quiz_of_programme, ANYBODY_ONWARD),
    ("programmes:practical", GET, practical_of_programme, ANYBODY),
    ("programmes:ask", GET, practical_of_programme, POST_ONLY),
    ("programmes:ask [write]", WRITE, practical_of_programme, ANYBODY_ONWARD),
    ("programmes:people", GET, slug_of_programme, WITH_PEOPLE),
    ("programmes:assign", GET, slug_of_programme, DECIDING),
    ("programmes:assign [write]", WRITE, slug_of_programme, (SIGN_IN, 403, 403, 400, 400, 400)),
    ("programmes:person", GET, in_programme("colleague"), WITH_PEOPLE),
    ("programmes:person [another hall]", GET, in_programme("stranger"), WATCHED_ELSEWHERE),
    ("programmes:act", GET, in_programme("colleague", act="withdraw"), DECIDING),
    ("programmes:act [write]", WRITE, in_programme("colleague", act="waive"), (SIGN_IN, 403, 403, 400, 400, 400)),
    ("programmes:act [another hall]", GET, in_programme("stranger", act="waive"), DECIDING_ELSEWHERE),
    ("programmes:act [no such act]", GET, in_programme("colleague", act="paint"), NOWHERE),
    ("programmes:certificate_act", GET, held_by("colleague", act="suspend"), DECIDING),
    (
        "programmes:certificate_act [write]",
        WRITE,
        held_by("colleague", act="revoke"),
        (SIGN_IN, 403, 403, 400, 400, 400),
    ),
    ("programmes:certificate_act [another hall]", GET, held_by("stranger", act="revoke"), DECIDING_ELSEWHERE),
    ("rounds:attempt [own]", GET, own_attempt, ANYBODY),
    ("rounds:attempt [somebody else's]", GET, other_attempt, NOWHERE),
    ("rounds:attempt_save [own]", WRITE, own_attempt, ANYBODY_ONWARD),
    ("rounds:attempt_save [somebody else's]", WRITE, other_attempt, NOWHERE),
    ("rounds:attempt_submit [own]", WRITE, own_attempt, ANYBODY),
    ("rounds:attempt_submit [somebody else's]", WRITE, other_attempt, NOWHERE),
    ("rounds:attempt_result [own]", GET, own_result, ANYBODY),
    ("rounds:attempt_result [somebody else's]", GET, other_result, NOWHERE),
    ("rounds:attempt_media [own]", GET, own_media, ANYBODY),
    ("rounds:attempt_media [somebody else's]", GET, other_media, NOWHERE),
    ("recognitions:mine", GET, None, ANYBODY),
    ("recognitions:waiting", GET, None, WITH_PEOPLE),
    ("recognitions:hand_in", GET, slug_of_programme, ANYBODY),
    ("recognitions:hand_in [write]", WRITE, slug_of_programme, (SIGN_IN, 400, 400, 400, 400, 400)),
    ("recognitions:hand_in_for", GET, in_programme("colleague"), DECIDING),
    ("recognitions:hand_in_for [another hall]", GET, in_programme("stranger"), DECIDING_ELSEWHERE),
    ("recognitions:one", GET, of("paper", pk="pk"), OF_OWN_HALL),
    ("recognitions:one [another hall]", GET, of("paper_elsewhere", pk="pk"), OF_ANOTHER_HALL),
    ("recognitions:decide", GET, of("paper", pk="pk"), POST_ONLY),
    ("recognitions:decide [write]", WRITE, of("paper", pk="pk"), (SIGN_IN, 403, 403, 400, 403, 400)),
    ("recognitions:decide [another hall]", WRITE, of("paper_elsewhere", pk="pk"), (SIGN_IN, 403, 403, 404, 403, 400)),
    ("recognitions:scan", GET, of("paper", pk="pk"), OF_OWN_HALL),
    ("recognitions:scan [another hall]", GET, of("paper_elsewhere", pk="pk"), OF_ANOTHER_HALL),
    ("wagtailsnippets_programmes_programme:list", GET, None, IN_THE_CMS),
    ("wagtailsnippets_programmes_programme:list_results", GET, None, IN_THE_CMS),
    # voiding an accepted observation; the one of the colleague is not accepted yet
    ("exams:observation", GET, of("asked", public_id="public_id"), TRAINERS_ONWARD),
    ("exams:observation [another hall]", GET, of("asked_elsewhere", public_id="public_id"), VOIDED_ELSEWHERE),
    ("exams:observation [accepted]", GET, of("accepted", public_id="public_id"), TRAINERS),
    ("exams:void_observation", GET, of("accepted", public_id="public_id"), POST_ONLY),
    (
        "exams:void_observation [write]",
        WRITE,
        of("accepted", public_id="public_id"),
        (SIGN_IN, 403, 400, 400, 403, 400),
    ),
    ("exams:revoke_observation", GET, of("accepted", public_id="public_id"), POST_ONLY),
    (
        "exams:revoke_observation [write]",
        WRITE,
        of("accepted", public_id="public_id"),
        (SIGN_IN, 403, 403, 302, 403, 302),
    ),
    ("rotations:setting", GET, None, MANAGERS),
    ("rotations:setting [nothing chosen]", "post", None, (SIGN_IN, 403, 403, 403, 422, 422)),
    ("rotations:aims", WRITE, None, MANAGERS_ONWARD),
    ("rotations:drop_part", "post", of("day_part", pk="pk"), MANAGERS_ONWARD),
    ("rotations:drop_part [elsewhere]", "post", of("day_part_elsewhere", pk="pk"), MANAGERS_ONWARD_ELSEWHERE),
    ("rotations:calendar", GET, None, MANAGERS),
    ("rotations:calendar [nothing chosen]", "post", None, (SIGN_IN, 403, 403, 403, 422, 422)),
    ("rotations:remove_from_calendar", "post", None, MANAGERS_ONWARD),
    ("rotations:public_holidays", "post", None, MANAGERS_ONWARD),
    ("rotations:seats", GET, None, MANAGERS),
    ("rotations:seats [nothing chosen]", "post", None, (SIGN_IN, 403, 403, 403, 422, 422)),
    ("rotations:drop_seats", "post", of("seat_rule", pk="pk"), MANAGERS_ONWARD),
    ("rotations:drop_seats [elsewhere]", "post", of("seat_rule_elsewhere", pk="pk"), MANAGERS_ONWARD_ELSEWHERE),
    ("rotations:working_times", GET, None, MANAGERS),
    ("rotations:working_times [nothing chosen]", "post", None, (SIGN_IN, 403, 403, 403, 422, 422)),
    ("rotations:end_working_time", "post", of("work_time", pk="pk"), MANAGERS_ONWARD),
    ("rotations:end_working_time [elsewhere]", "post", of("work_time_elsewhere", pk="pk"), MANAGERS_ONWARD_ELSEWHERE),
    ("rotations:pairs", GET, None, MANAGERS),
    ("rotations:pairs [nothing chosen]", "post", None, (SIGN_IN, 403, 403, 403, 422, 422)),
    ("rotations:drop_pair", "post", of("pair", pk="pk"), MANAGERS_ONWARD),
    ("rotations:drop_pair [elsewhere]", "post", of("pair_elsewhere", pk="pk"), MANAGERS_ONWARD_ELSEWHERE),
    *(
        ("rotations:import", GET, fixed(kind=kind), MANAGERS)
        for kind in ("leaves", "working-times", "wishes", "pairs", "seats", "calendar", "stays", "posts", "minimums")
    ),
    ("rotations:import [of nothing]", GET, fixed(kind="nothing"), (SIGN_IN, 403, 403, 403, 404, 404)),
    ("rotations:import [nothing chosen]", "post", fixed(kind="leaves"), (SIGN_IN, 403, 403, 403, 422, 422)),
    ("rotations:import_template", GET, fixed(kind="pairs"), MANAGERS),
    ("rotations:import_preview", GET, own_rotation_import, MANAGERS),
    ("rotations:import_preview [write]", "post", own_rotation_import, MANAGERS_ONWARD),
    ("rotations:import_preview [somebody else's]", GET, other_rotation_import, (SIGN_IN, 403, 403, 403, 404, 404)),
    ("rotations:import_refused", GET, own_rotation_import, MANAGERS),
    ("rotations:import_refused [somebody else's]", GET, other_rotation_import, (SIGN_IN, 403, 403, 403, 404, 404)),
    ("rotations:wishes", GET, None, MANAGERS),
    ("rotations:wishes [nothing chosen]", "post", None, (SIGN_IN, 403, 403, 403, 422, 422)),
    ("rotations:my_wishes", GET, None, ANYBODY),
    ("rotations:my_wishes [nothing chosen]", "post", None, (SIGN_IN, 422, 422, 422, 422, 422)),
    ("rotations:take_back_wish", GET, of("wish", pk="pk"), POST_ONLY),
    ("rotations:take_back_wish [a colleague's]", "post", of("wish", pk="pk"), (SIGN_IN, 404, 404, 404, 302, 302)),
    ("rotations:take_back_wish [elsewhere]", "post", of("wish_elsewhere", pk="pk"), (SIGN_IN, 404, 404, 404, 404, 302)),
    (
        "rotations:take_back_wish [mine]",
        "post",
        lambda things: {"pk": things.wish_of(things.learner).pk},
        ANYBODY_ONWARD,
    ),
    ("rotations:plans", GET, None, MANAGERS),
    ("rotations:plans [nothing chosen]", "post", None, (SIGN_IN, 403, 403, 403, 422, 422)),
    ("rotations:board", GET, of("plan", pk="pk"), MANAGERS),
    ("rotations:board [elsewhere]", GET, of("plan_elsewhere", pk="pk"), OF_ANOTHER_HALL_MANAGERS),
    ("rotations:board_posts", GET, of("plan", pk="pk"), MANAGERS),
    ("rotations:board_posts [elsewhere]", GET, of("plan_elsewhere", pk="pk"), OF_ANOTHER_HALL_MANAGERS),
    ("rotations:board_facts", GET, of("plan", pk="pk"), MANAGERS),
    ("rotations:board_facts [elsewhere]", GET, of("plan_elsewhere", pk="pk"), OF_ANOTHER_HALL_MANAGERS),
    ("rotations:scores", GET, of("plan", pk="pk"), MANAGERS),
    ("rotations:scores [elsewhere]", GET, of("plan_elsewhere", pk="pk"), OF_ANOTHER_HALL_MANAGERS),
    ("rotations:compare", GET, of("plan", pk="pk"), MANAGERS),
    ("rotations:compare [elsewhere]", GET, of("plan_elsewhere", pk="pk"), OF_ANOTHER_HALL_MANAGERS),
    ("rotations:plan_history", GET, of("plan", pk="pk"), MANAGERS),
    ("rotations:plan_history [elsewhere]", GET, of("plan_elsewhere", pk="pk"), OF_ANOTHER_HALL_MANAGERS),
    ("rotations:remarks", GET, of("plan", pk="pk"), MANAGERS),
    ("rotations:remarks [elsewhere]", GET, of("plan_elsewhere", pk="pk"), OF_ANOTHER_HALL_MANAGERS),
    ("rotations:cell", GET, cell_of("plan"), MANAGERS),
    ("rotations:cell [elsewhere]", GET, cell_of("plan_elsewhere"), (SIGN_IN, 403, 403, 403, 404, 404)),
    ("rotations:remarks [nothing said]", "post", of("plan", pk="pk"), (SIGN_IN, 403, 403, 403, 422, 422)),
    ("rotations:change_cells", "post", of("plan", pk="pk"), MANAGERS_ONWARD),
    ("rotations:change_cells [elsewhere]", "post", of("plan_elsewhere", pk="pk"), MANAGERS_ONWARD_ELSEWHERE),
    ("rotations:undo", "post", of("plan", pk="pk"), MANAGERS_ONWARD),
    ("rotations:undo [elsewhere]", "post", of("plan_elsewhere", pk="pk"), MANAGERS_ONWARD_ELSEWHERE),
    ("rotations:hand_in_plan", "post", of("plan", pk="pk"), MANAGERS_ONWARD),
    ("rotations:hand_in_plan [elsewhere]", "post", of("plan_elsewhere", pk="pk"), MANAGERS_ONWARD_ELSEWHERE),
    ("rotations:take_back_plan", "post", of("plan", pk="pk"), MANAGERS_ONWARD),
    ("rotations:take_back_plan [elsewhere]", "post", of("plan_elsewhere", pk="pk"), MANAGERS_ONWARD_ELSEWHERE),
    ("rotations:approve_plan", "post", of("plan", pk="pk"), MANAGERS_ONWARD),
    ("rotations:approve_plan [elsewhere]", "post", of("plan_elsewhere", pk="pk"), MANAGERS_ONWARD_ELSEWHERE),
    ("rotations:drop_plan", "post", of("plan", pk="pk"), MANAGERS_ONWARD),
    ("rotations:drop_plan [elsewhere]", "post", of("plan_elsewhere", pk="pk"), MANAGERS_ONWARD_ELSEWHERE),
    ("rotations:publish", GET, of("rotation_plan", pk="pk"), MANAGERS),
    ("rotations:publish [elsewhere]", GET, of("rotation_plan_elsewhere", pk="pk"), OF_ANOTHER_HALL_MANAGERS),
    ("rotations:publish [nobody approved]", "post", of("rotation_plan", pk="pk"), (SIGN_IN, 403, 403, 403, 422, 422)),
    ("rotations:my_posts", GET, None, ANYBODY),
    ("rotations:wall", GET, of("rotation_plan", pk="pk"), MANAGERS),
    ("rotations:wall [elsewhere]", GET, of("rotation_plan_elsewhere", pk="pk"), OF_ANOTHER_HALL_MANAGERS),
    ("rotations:plan_xlsx", GET, of("rotation_plan", pk="pk"), MANAGERS),
    ("rotations:plan_xlsx [elsewhere]", GET, of("rotation_plan_elsewhere", pk="pk"), OF_ANOTHER_HALL_MANAGERS),
    ("rotations:my_pack", GET, lambda things: {"pk": things.stay_of(things.viewer or things.colleague).pk}, ANYBODY),
    ("rotations:my_pack [a colleague's]", GET, of("stay", pk="pk"), NOWHERE),
    ("rotations:swaps", GET, None, ANYBODY),
    ("rotations:ask_swap", GET, lambda things: {"pk": things.stay_of(things.viewer or things.colleague).pk}, ANYBODY),
    ("rotations:ask_swap [a colleague's]", GET, of("stay", pk="pk"), NOWHERE),
    ("rotations:answer_swap", GET, of("swap", pk="pk"), POST_ONLY),
    ("rotations:answer_swap [of others]", "post", of("swap", pk="pk"), NOWHERE),
    (
        "rotations:answer_swap [mine]",
        "post",
        lambda things: {"pk": things.swap_of(things.colleague, things.viewer or things.assigner, things.post).pk},
        ANYBODY_ONWARD,
    ),
    ("rotations:take_back_swap", GET, of("swap", pk="pk"), POST_ONLY),
    ("rotations:take_back_swap [of others]", "post", of("swap", pk="pk"), NOWHERE),
    (
        "rotations:take_back_swap [mine]",
        "post",
        lambda things: {"pk": things.swap_of(things.viewer or things.assigner, things.colleague, things.post).pk},
        ANYBODY_ONWARD,
    ),
    ("rotations:decide_swap", "post", of("swap", pk="pk"), MANAGERS_ONWARD),
    ("rotations:decide_swap [elsewhere]", "post", of("swap_elsewhere", pk="pk"), MANAGERS_ONWARD_ELSEWHERE),
    ("rotations:why", GET, of("plan", pk="pk"), MANAGERS),
    ("rotations:why [elsewhere]", GET, of("plan_elsewhere", pk="pk"), OF_ANOTHER_HALL_MANAGERS),
    ("rotations:foresight", GET, of("plan", pk="pk"), MANAGERS),
    ("rotations:foresight [elsewhere]", GET, of("plan_elsewhere", pk="pk"), OF_ANOTHER_HALL_MANAGERS),
    ("rotations:loss", GET, of("plan", pk="pk"), MANAGERS),
    ("rotations:loss [elsewhere]", GET, of("plan_elsewhere", pk="pk"), OF_ANOTHER_HALL_MANAGERS),
    ("rotations:plan_training", GET, of("plan", pk="pk"), MANAGERS),
    ("rotations:plan_training [elsewhere]", GET, of("plan_elsewhere", pk="pk"), OF_ANOTHER_HALL_MANAGERS),
    ("rotations:plan_training [nothing chosen]", "post", of("plan", pk="pk"), MANAGERS_ONWARD),
    ("rotations:try_fix [nothing named]", GET, of("plan", pk="pk"), (SIGN_IN, 403, 403, 403, 404, 404)),
    ("rotations:do_fix", "post", of("plan", pk="pk"), MANAGERS_ONWARD),
    ("rotations:do_fix [elsewhere]", "post", of("plan_elsewhere", pk="pk"), MANAGERS_ONWARD_ELSEWHERE),
    ("rotations:assign_way", GET, of("post", pk="pk"), (SIGN_IN, 403, 403, 403, 404, 404)),
    ("rotations:assign_way [nobody named]", "post", of("post", pk="pk"), (SIGN_IN, 403, 403, 403, 404, 404)),
    ("rotations:run", GET, of("plan", pk="pk"), MANAGERS),
    ("rotations:run [start]", "post", of("plan", pk="pk"), MANAGERS_ONWARD),
    ("rotations:run [elsewhere]", GET, of("plan_elsewhere", pk="pk"), OF_ANOTHER_HALL_MANAGERS),
    ("rotations:run_state", GET, of("plan", pk="pk"), MANAGERS),
    ("rotations:run_state [elsewhere]", GET, of("plan_elsewhere", pk="pk"), OF_ANOTHER_HALL_MANAGERS),
    ("rotations:sick", GET, None, MANAGERS),
    ("rotations:sick [nobody]", "post", None, (SIGN_IN, 403, 403, 403, 404, 404)),
    ("rotations:take_back_sick", "post", of("replacement", pk="pk"), MANAGERS_ONWARD),
    ("rotations:take_back_sick [elsewhere]", "post", of("replacement_elsewhere", pk="pk"), MANAGERS_ONWARD_ELSEWHERE),
    ("rotations:plan_sheet", GET, of("plan", pk="pk"), MANAGERS),
    ("rotations:plan_sheet [elsewhere]", GET, of("plan_elsewhere", pk="pk"), OF_ANOTHER_HALL_MANAGERS),
    ("rotations:plan_sheet [nothing chosen]", "post", of("plan", pk="pk"), (SIGN_IN, 403, 403, 403, 422, 422)),
    ("rotations:plan_sheet_preview", GET, own_plan_sheet, MANAGERS),
    ("rotations:plan_sheet_preview [write]", "post", own_plan_sheet, MANAGERS_ONWARD),
    ("rotations:plan_sheet_preview [somebody else's]", GET, other_plan_sheet, (SIGN_IN, 403, 403, 403, 404, 404)),
    ("rotations:plan_sheet_refused", GET, own_plan_sheet, MANAGERS),
    ("rotations:plan_sheet_refused [somebody else's]", GET, other_plan_sheet, (SIGN_IN, 403, 403, 403, 404, 404)),
    ("rotations:scores_xlsx", GET, of("plan", pk="pk"), MANAGERS),
    ("rotations:scores_xlsx [elsewhere]", GET, of("plan_elsewhere", pk="pk"), OF_ANOTHER_HALL_MANAGERS),
    ("rotations:foresight_xlsx", GET, of("plan", pk="pk"), MANAGERS),
    ("rotations:foresight_xlsx [elsewhere]", GET, of("plan_elsewhere", pk="pk"), OF_ANOTHER_HALL_MANAGERS),
    ("rotations:leaves_xlsx", GET, None, MANAGERS),
    ("rotations:stays_xlsx", GET, of("post", pk="pk"), MANAGERS),
    ("rotations:stays_xlsx [elsewhere]", GET, of("elsewhere", pk="pk"), OF_ANOTHER_HALL_MANAGERS),
    ("rotations:sick [somebody]", GET, out_tomorrow("colleague"), MANAGERS),
    ("rotations:sick [elsewhere]", GET, out_tomorrow("stranger"), OF_ANOTHER_HALL_MANAGERS),
    ("rotations:assign_way [somebody]", GET, way_to("post", "colleague"), MANAGERS),
    ("rotations:assign_way [of two halls]", GET, way_to("post", "stranger"), (SIGN_IN, 403, 403, 403, 404, 404)),
    ("rotations:try_fix", GET, without_seats("plan", "post"), MANAGERS),
    (
        "rotations:try_fix [of two halls]",
        GET,
        without_seats("plan_elsewhere", "post"),
        (SIGN_IN, 403, 403, 403, 404, 404),
    ),
]


def url_of(row):
    """The name or route of a row without its case."""
    return row[0].partition(" [")[0]


def address_of(row, things):
    """The address for whoever knocks."""
    name, arguments = url_of(row), row[2](things) if row[2] else {}
    if "/" in name:
        return f"/{name}"
    if isinstance(arguments, list):
        return reverse(name, args=arguments)
    return reverse(name, query=arguments.pop("query", None), kwargs=arguments)


@pytest.fixture(scope="module")
def things(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield Things().made()
        transaction.set_rollback(True)


def test_every_url_has_a_row_and_every_row_a_url():
    named = {url_of(row) for row in TABLE}
    assert sorted(doors() - named) == [], "URLs without a row: say who may open them"
    assert sorted(named - doors()) == [], "rows without a URL"


@pytest.mark.parametrize("row", TABLE, ids=[f"{row[1]} {row[0]}" for row in TABLE])
def test_who_may_open_it(row, things):
    _name, method, _arguments, expected = row
    found = []
    for role in ROLES:
        with transaction.atomic():
            client = things.client(role)
            answer = getattr(client, method)(address_of(row, things))
            asked = role is None and answer.headers.get("Location", "").startswith(reverse("account_login"))
            found.append(SIGN_IN if asked else answer.status_code)
            transaction.set_rollback(True)
    assert tuple(found) == expected
