"""Everything the program holds about a person, table by table: where it is, what it is called, and how long it stays.

A test holds this list against every key to a person there is: what is not named here cannot be added to the program.
"""

from dataclasses import dataclass

from django.apps import apps
from django.db.models import Q, QuerySet, TextChoices
from django.utils.translation import pgettext_lazy

from people.models import User


class Section(TextChoices):
    """The headings under which it is shown."""

    STAFF = "staff", pgettext_lazy("personal data", "Who you are and how you sign in")
    LEARNING = "learning", pgettext_lazy("personal data", "What you learnt")
    EXAMS = "exams", pgettext_lazy("personal data", "Quizzes")
    PRACTICALS = "practicals", pgettext_lazy("personal data", "Observed practicals")
    CERTIFICATES = "certificates", pgettext_lazy("personal data", "Skills and certificates")
    WORK = "work", pgettext_lazy("personal data", "Posts, days off and assigned training")
    MESSAGES = "messages", pgettext_lazy("personal data", "Messages, remarks and views of your own")
    ACCESS = "access", pgettext_lazy("personal data", "Who looked, and what you asked for")


class Stay(TextChoices):
    """How long a table keeps rows of somebody who left."""

    FACT = "fact", pgettext_lazy("personal data", "kept: certificates rest on it")
    RECORD = "record", pgettext_lazy("personal data", "kept: the record of what was decided")
    TIMED = "timed", pgettext_lazy("personal data", "removed some time after you leave")


@dataclass(frozen=True)
class Held:
    """One table. `person` leads from a row to the person; `hidden` fields (answer keys, secrets) are not handed out."""

    model: str
    person: str
    section: Section
    stay: Stay
    hidden: tuple[str, ...] = ()
    # For tables between two others, which have no name of their own.
    words: str = ""
    # A second way to the person, where a row is about two people.
    also: str = ""

    @property
    def table(self):
        return apps.get_model(self.model)

    @property
    def name(self) -> str:
        """What the table holds, in the reader's language."""
        return str(self.words or self.table._meta.verbose_name_plural)

    def rows(self, user: User) -> QuerySet:
        """The rows about somebody, oldest first."""
        mine = Q(**{self.person: user.pk})
        if self.also:
            mine |= Q(**{self.also: user.pk})
        return self.table._base_manager.filter(mine).order_by("pk")


S, K = Section, Stay

HELD = (
    Held("people.User", "pk", S.STAFF, K.FACT, ("password", "name_search")),
    Held("people.StaffRecord", "user", S.STAFF, K.FACT),
    Held("people.PastEmployment", "user", S.STAFF, K.FACT),
    Held("people.User_groups", "user", S.STAFF, K.RECORD, words=pgettext_lazy("personal data", "roles")),
    Held("mfa.Authenticator", "user", S.STAFF, K.TIMED, ("data",)),
    # Before the addresses it hangs on: what is removed goes in this order.
    Held("account.EmailConfirmation", "email_address__user", S.STAFF, K.TIMED, ("key",)),
    Held("account.EmailAddress", "user", S.STAFF, K.TIMED),
    Held("wagtailusers.UserProfile", "user", S.STAFF, K.TIMED),
    Held("courses.Enrolment", "user", S.LEARNING, K.FACT),
    Held("courses.Progress", "enrolment__user", S.LEARNING, K.FACT),
    Held("courses.Completion", "user", S.LEARNING, K.FACT),
    Held("courses.BlockDone", "enrolment__user", S.LEARNING, K.TIMED),
    Held("courses.Playback", "user", S.LEARNING, K.TIMED),
    Held("courses.DeltaRead", "user", S.LEARNING, K.RECORD),
    Held("courses.Remark", "user", S.MESSAGES, K.TIMED),
    Held("courses.Book", "owner", S.MESSAGES, K.TIMED),
    Held("phrasebook.Favourite", "user", S.MESSAGES, K.TIMED),
    Held("notices.Delivery", "recipient", S.MESSAGES, K.TIMED),
    Held("notices.Notice", "recipient", S.MESSAGES, K.TIMED),
    Held("notices.Digest", "user", S.MESSAGES, K.TIMED),
    Held("notices.Preference", "user", S.MESSAGES, K.TIMED),
    Held("notices.CalendarAddress", "user", S.MESSAGES, K.TIMED, ("token",)),
    Held("reports.SavedView", "owner", S.MESSAGES, K.RECORD),
    Held("reports.Schedule", "owner", S.MESSAGES, K.RECORD),
    Held(
        "reports.Schedule_recipients",
        "user",
        S.MESSAGES,
        K.TIMED,
        words=pgettext_lazy("personal data", "reports you are sent"),
    ),
    Held("reports.Delivery", "recipient", S.MESSAGES, K.TIMED),
    Held("quizzes.Attempt", "user", S.EXAMS, K.FACT, ("lease",)),
    # The questions stay the hall's: their keys would be the next quiz.
    Held(
        "quizzes.AttemptQuestion", "attempt__user", S.EXAMS, K.FACT, ("shown", "answer_key", "explanation", "reading")
    ),
    Held("quizzes.Answer", "attempt__user", S.EXAMS, K.FACT),
    Held("quizzes.Act", "attempt__user", S.EXAMS, K.RECORD),
    Held("quizzes.Signal", "attempt__user", S.EXAMS, K.TIMED),
    Held("quizzes.HandMark", "asked__attempt__user", S.EXAMS, K.FACT),
    Held("quizzes.ExtraTime", "user", S.EXAMS, K.TIMED),
    Held("quizzes.ObservationRequest", "user", S.PRACTICALS, K.FACT, ("sheet",)),
    Held("quizzes.Duty", "request__user", S.PRACTICALS, K.FACT),
    Held("quizzes.Observation", "user", S.PRACTICALS, K.FACT),
    Held("quizzes.ObservationDecision", "request__user", S.PRACTICALS, K.FACT),
    Held("quizzes.Voiding", "request__user", S.PRACTICALS, K.FACT),
    Held("quizzes.Reply", "request__user", S.PRACTICALS, K.RECORD),
    Held("quizzes.EvidenceFile", "request__user", S.PRACTICALS, K.RECORD),
    Held("skills.Award", "user", S.CERTIFICATES, K.FACT),
    Held("skills.Certificate", "user", S.CERTIFICATES, K.FACT),
    Held("skills.SignedCredential", "certificate__user", S.CERTIFICATES, K.FACT),
    Held("skills.StatusPlace", "certificate__user", S.CERTIFICATES, K.FACT),
    Held("skills.PrintedSeal", "certificate__user", S.CERTIFICATES, K.FACT),
    Held("skills.IssuedSheet", "certificate__user", S.CERTIFICATES, K.FACT),
    Held("skills.Revocation", "award__user", S.CERTIFICATES, K.FACT),
    Held("skills.Suspension", "certificate__user", S.CERTIFICATES, K.FACT),
    Held("skills.Reinstatement", "suspension__certificate__user", S.CERTIFICATES, K.FACT),
    Held("skills.SelfRating", "user", S.CERTIFICATES, K.TIMED),
    Held("programmes.Cycle", "user", S.CERTIFICATES, K.FACT),
    Held("programmes.CycleEvent", "cycle__user", S.CERTIFICATES, K.FACT),
    Held("programmes.Waiver", "cycle__user", S.CERTIFICATES, K.FACT),
    Held("programmes.Recognition", "user", S.CERTIFICATES, K.FACT),
    Held("programmes.RecognitionDecision", "recognition__user", S.CERTIFICATES, K.FACT),
    Held("programmes.TrainingAssignment", "user", S.WORK, K.RECORD),
    Held("programmes.Extension", "assignment__user", S.WORK, K.RECORD),
    Held("programmes.AssignmentException", "user", S.WORK, K.TIMED),
    Held("rotations.Assignment", "user", S.WORK, K.FACT),
    Held("rotations.Leave", "user", S.WORK, K.TIMED),
    Held(
        "rotations.WorkTime_parts",
        "worktime__user",
        S.WORK,
        K.TIMED,
        words=pgettext_lazy("personal data", "parts of the day you work in"),
    ),
    Held("rotations.WorkTime", "user", S.WORK, K.TIMED),
    Held("rotations.Wish", "user", S.WORK, K.TIMED),
    Held("rotations.Pair", "first", S.WORK, K.TIMED, also="second"),
    Held("rotations.Cell", "user", S.WORK, K.RECORD),
    Held("rotations.Replacement", "user", S.WORK, K.TIMED),
    Held("rotations.SwapStep", "swap__asked_by", S.WORK, K.RECORD, also="swap__colleague"),
    Held("rotations.Swap", "asked_by", S.WORK, K.RECORD, also="colleague"),
    Held("privacy.Look", "subject", S.ACCESS, K.TIMED),
    Held("privacy.CorrectionRequest", "user", S.ACCESS, K.RECORD),
    Held("privacy.CorrectionAnswer", "request__user", S.ACCESS, K.RECORD),
    Held("privacy.Forgetting", "user", S.ACCESS, K.RECORD),
)

# Keys that name a person as the one who did something in the records of others or the hall. They stay with the record.
NAMED = frozenset(
    {
        "courses.EntryChange.decided_by",
        "courses.Remark.answered_by",
        "phrasebook.EntryImport.owner",
        "people.StaffImport.owner",
        "privacy.CorrectionAnswer.by",
        "privacy.Look.viewer",
        "programmes.AssignmentException.resolved_by",
        "programmes.AssignmentRule.made_by",
        "programmes.CycleEvent.by",
        "programmes.Extension.extended_by",
        "programmes.Recognition.handed_in_by",
        "programmes.RecognitionDecision.decided_by",
        "programmes.TrainingAssignment.assigned_by",
        "programmes.TrainingAssignment.ended_by",
        "programmes.Waiver.waived_by",
        "quizzes.Act.by",
        "quizzes.Duty.assigned_by",
        "quizzes.Duty.observer",
        "quizzes.EvidenceFile.added_by",
        "quizzes.EvidenceFile.removed_by",
        "quizzes.ExtraTime.given_by",
        "quizzes.HandMark.by",
        "quizzes.ImportLayout.owner",
        "quizzes.Observation.observer",
        "quizzes.ObservationDecision.by",
        "quizzes.ObservationRequest.asked_by",
        "quizzes.QuestionImport.owner",
        "quizzes.Reply.author",
        "quizzes.Voiding.by",
        "rotations.Assignment.made_by",
        "rotations.PlanChange.by",
        "rotations.PlanRemark.by",
        "rotations.PlanRun.by",
        "rotations.PostVersion.by",
        "rotations.Replacement.by",
        "rotations.RotationImport.owner",
        "rotations.RotationPlan.made_by",
        "rotations.RotationPlan.published_by",
        "rotations.SwapStep.by",
        "skills.Reinstatement.reinstated_by",
        "skills.Revocation.revoked_by",
        "skills.Suspension.suspended_by",
    }
)
# What Wagtail keeps of those who write content, and of pages and files they own: the history of the content.
CONTENT = frozenset({"core", "wagtailadmin", "wagtailcore", "wagtaildocs", "wagtailimages", "wagtailmedia"})
CONTENT_FIELDS = frozenset({"locked_by", "uploaded_by_user"})


def held_tables() -> dict[Section, list[Held]]:
    """The tables under their headings."""
    return {section: [held for held in HELD if held.section == section] for section in Section}
