"""People and things for tests, one line each. Dates are passed in; nothing here reads the clock."""

import datetime

import factory
from django.contrib.auth.models import Group

from people.models import Hall, User
from people.roles import Role

HIRED = datetime.date(2020, 1, 1)


class HallFactory(factory.django.DjangoModelFactory):
    code = factory.Sequence("hall-{}".format)
    name = factory.Sequence("测试营业厅{}".format)
    name_en = factory.Sequence("Test hall {}".format)

    class Meta:
        model = Hall


class UserFactory(factory.django.DjangoModelFactory):
    """`UserFactory(roles=[Role.MANAGER])`; a clerk when nothing is said. The password is "correct horse 9"."""

    staff_number = factory.Sequence("T{:05d}".format)
    full_name = factory.Sequence("测试员{}".format)
    hall = factory.SubFactory(HallFactory)
    hired_on = HIRED
    password = factory.django.Password("correct horse 9")

    class Meta:
        model = User
        skip_postgeneration_save = True

    @factory.post_generation
    def roles(self, create, extracted, **kwargs):
        if create:
            for role in extracted or [Role.CLERK]:
                self.groups.add(Group.objects.get(name=role))
