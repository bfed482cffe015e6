"""Options, blanks and the truth of a statement become the body of a question, in the bank and in every revision."""

import json
import uuid

from django.db import migrations
from django.db.models import F

SPACE = uuid.UUID("7f4f3b0e-3f0d-4b6a-9a55-0c0de0b1a001")


def item(value, *place):
    """An entry of a list as the editor stores it; the same entry has the same id in the bank and in its revisions."""
    return {"type": "item", "value": value, "id": str(uuid.uuid5(SPACE, "/".join(map(str, place))))}


def stream(pk, kind, options, statement, blanks):
    if kind in ("single", "multiple"):
        rows = [item({"text": text, "right": right}, pk, "option", n) for n, (text, right) in enumerate(options)]
        body = {"options": rows, "shuffle": True} | ({"marking": "all"} if kind == "multiple" else {})
    elif kind == "true_false":
        body = {"is_true": statement}
    else:
        body = {"blanks": [item({"accepted": text, "special": []}, pk, "blank", n) for n, text in enumerate(blanks)]}
    return [{"type": kind, "value": body, "id": str(uuid.uuid5(SPACE, f"{pk}/body"))}]


def placed(children):
    return sorted(children or (), key=lambda child: child.get("sort_order") or 0)


def forwards(apps, schema_editor):
    Question = apps.get_model("quizzes", "Question")
    for question in Question.objects.all():
        options = question.options.order_by("sort_order").values_list("text", "is_correct")
        blanks = question.blanks.order_by("sort_order").values_list("accepted", flat=True)
        body = stream(question.pk, question.kind, options, question.statement_is_true, blanks)
        texts = [text for text, _right in options] + list(blanks)
        Question.objects.filter(pk=question.pk).update(body=body, words="\n".join(texts))
    revisions(apps)
    AttemptQuestion = apps.get_model("quizzes", "AttemptQuestion")
    AttemptQuestion.objects.filter(is_correct=True).update(points=1)
    AttemptQuestion.objects.filter(is_correct=False).update(points=0)
    apps.get_model("quizzes", "Answer").objects.update(received_at=F("given_at"))


def revisions(apps):
    ContentType = apps.get_model("contenttypes", "ContentType")
    kept = ContentType.objects.filter(app_label="quizzes", model="question").first()
    Revision = apps.get_model("wagtailcore", "Revision")
    for revision in Revision.objects.filter(content_type=kept) if kept else ():
        content = revision.content
        if "options" not in content and "blanks" not in content:
            continue
        options = [(row["text"], row["is_correct"]) for row in placed(content.pop("options", ()))]
        blanks = [row["accepted"] for row in placed(content.pop("blanks", ()))]
        statement = content.pop("statement_is_true", None)
        body = stream(revision.object_id, content["kind"], options, statement, blanks)
        revision.content = {**content, "body": json.dumps(body), "tagged_items": []}
        revision.save(update_fields=["content"])


class Migration(migrations.Migration):
    dependencies = [("quizzes", "0004_questions_of_any_kind"), ("contenttypes", "0002_remove_content_type_name")]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
