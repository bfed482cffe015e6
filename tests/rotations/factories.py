"""Posts and what they ask for, one line each."""

import factory

from rotations.models import Leave, Post, Requirement
from tests.factories import HallFactory


class PostFactory(factory.django.DjangoModelFactory):
    """`PostFactory(hall=hall, needs=[(skill, 3)])`."""

    hall = factory.SubFactory(HallFactory)
    name = factory.Sequence("岗位{}".format)
    name_en = factory.Sequence("Post {}".format)

    class Meta:
        model = Post
        skip_postgeneration_save = True

    @factory.post_generation
    def needs(self, create, extracted, **kwargs):
        for skill, level in extracted or []:
            Requirement.objects.create(post=self, skill=skill, level=level)


class LeaveFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Leave
