"""Reads of generated files."""

from django.db import models


class DocumentQuerySet(models.QuerySet):
    def for_subject(self, subject) -> "DocumentQuerySet":
        """The files made for one object, newest first; whether a person may open one is asked per kind."""
        return self.filter(subject_type=subject._meta.label_lower, subject_id=str(subject.pk))
