"""Verbs of the accounts app. Each runs in one transaction and leaves an event in the record."""

from accounts.actions.members import add_member, join, remove_member
from accounts.actions.organisations import record_import, rename_organisation, save_organisation
from accounts.actions.people import (
    accept_invitation,
    create_account,
    give_consent,
    invite,
    set_active,
    set_text_size,
    update_profile,
    withdraw_consent,
)
from accounts.actions.working_calendar import confirm_year, load_year, reopen_year, save_day

__all__ = [
    "accept_invitation",
    "add_member",
    "confirm_year",
    "create_account",
    "give_consent",
    "invite",
    "join",
    "load_year",
    "record_import",
    "remove_member",
    "rename_organisation",
    "reopen_year",
    "save_day",
    "save_organisation",
    "set_active",
    "set_text_size",
    "update_profile",
    "withdraw_consent",
]
