"""Which posts somebody can stand at only by one certificate. Reading only."""

from datetime import date

from django.db.models import Prefetch

from skills.models import Award, Certificate

from .eligibility import Answer, judge_all
from .models import Post, Requirement


def posts_resting_on(*, certificate: Certificate, on: date) -> list[str]:
    """The names of the posts of the holder's hall that would close to them on a day without the certificate.

    Named by `settings.POSTS_RESTING_ON`, as certifications stand below posts.
    """
    holder = certificate.user
    asked = Prefetch("requirements", Requirement.objects.select_related("skill"))
    posts = list(Post.objects.filter(hall=holder.hall_id).prefetch_related(asked)) if holder.hall_id else []
    if not posts:
        return []
    awards = list(Award.objects.of([holder]).with_proof())
    others = [award for award in awards if award.certificate_id != certificate.pk]
    with_it, without = (judge_all([holder], posts, on, on, offers=[], awards=held) for held in (awards, others))
    return [
        before.post.local_name
        for before, after in zip(with_it, without, strict=True)
        if before.answer != Answer.NO and after.answer == Answer.NO
    ]
