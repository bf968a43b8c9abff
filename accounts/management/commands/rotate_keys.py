"""Seal every private value again with the current key, so that an older key can be taken out of FIELD_KEYS."""

from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import transaction
from django.db.models import Model, TextField
from django.db.models.functions import Cast

from accounts.privacy import SealedTextField, current_key_id, open_sealed


class Command(BaseCommand):
    help = "Seal every private value again with the first key of FIELD_KEYS; can be stopped and started again."

    def add_arguments(self, parser):
        parser.add_argument("--batch", type=int, default=200, help="rows per transaction (default 200)")

    def handle(self, *, batch, **options):
        total = 0
        for model, field in sealed_fields():
            changed = rotate(model, field, batch=batch)
            total += changed
            self.stdout.write(f"{model._meta.label}.{field.name}: {changed}")
        self.stdout.write(f"{total} values are now sealed with key {current_key_id()}")


def sealed_fields() -> list[tuple[type[Model], SealedTextField]]:
    """Every sealed field of every model that has a table of its own."""
    return [
        (model, field)
        for model in apps.get_models()
        if model._meta.managed and not model._meta.proxy
        for field in model._meta.local_concrete_fields
        if isinstance(field, SealedTextField)
    ]


def rotate(model: type[Model], field: SealedTextField, *, batch: int) -> int:
    """Seal the values of one field that are under an older key; a row that is saved meanwhile is sealed by its writer."""
    changed, after = 0, None
    while True:
        rows = _outdated(model, field)
        rows = (rows.filter(pk__gt=after) if after is not None else rows)[:batch]
        found = list(rows.values_list("pk", "sealed_text"))
        if not found:
            return changed
        with transaction.atomic():
            changed += sum(_reseal(model, field, pk, sealed) for pk, sealed in found)
        after = found[-1][0]


def _outdated(model: type[Model], field: SealedTextField):
    raw = model._base_manager.annotate(sealed_text=Cast(field.name, TextField()))
    return raw.exclude(sealed_text="").exclude(sealed_text__startswith=f"{current_key_id()}:").order_by("pk")


def _reseal(model: type[Model], field: SealedTextField, pk, sealed: str) -> int:
    plain = open_sealed(sealed, context=field.context)
    untouched = _outdated(model, field).filter(pk=pk, sealed_text=sealed)
    return model._base_manager.filter(pk__in=untouched.values("pk")).update(**{field.name: plain})
