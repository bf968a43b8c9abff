"""Chainable reads. Pages get objects only from ``visible_to``; public verification only from ``answering_to``."""

from django.db import models
from django.db.models import Count, Q

from accounts.states import Role
from certificates.numbers import printed_number, same_number
from certificates.states import CertificateState

STAFF = (Role.OFFICER, Role.LEADER, Role.SUPERVISOR)


class SeriesQuerySet(models.QuerySet):
    def visible_to(self, user):
        if not user.is_authenticated:
            return self.none()
        return self.filter(organiser__in=user.organisation_ids(*STAFF))

    def next_numbers(self, *, programme_code, year, pattern, count) -> list[str]:
        """The printed numbers that the next ``count`` certificates would get; they are given only when issued."""
        last = self.filter(programme_code=programme_code, year=year).values_list("last_number", flat=True).first() or 0
        return [printed_number(pattern, year, last + place) for place in range(1, count + 1)]

    def with_counts(self):
        """``count`` certificates, ``rendered`` PDFs, ``ended`` revoked or cancelled ones; newest year first."""
        return self.annotate(
            count=Count("certificates"),
            rendered=Count("certificates", filter=~Q(certificates__file="")),
            ended=Count("certificates", filter=~Q(certificates__state=CertificateState.VALID)),
        ).order_by("-year", "programme_code")


class CertificateQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Staff of the issuer see all of its certificates, a holder the own ones."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(series__organiser__in=user.organisation_ids(*STAFF)) | Q(holder=user))

    def valid(self):
        return self.filter(state=CertificateState.VALID)

    def unrendered(self):
        return self.filter(file="")

    def for_list(self):
        """Rows of the staff list with plaque and custody, two queries."""
        return self.select_related("plaque", "series").prefetch_related("custody")

    def answering_to(self, *, number, name):
        """The certificate whose number (printed or machine code) and name both match; brackets and blanks do not matter."""
        wanted = same_number(number)
        return self.filter(Q(number=wanted) | Q(machine_code=wanted), holder_name=name.strip()).select_related("series")
