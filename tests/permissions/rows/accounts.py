"""Who reaches the pages of accounts and sign-in."""

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP

from accounts import actions
from tests.permissions.matrix import EVERYONE, SIGNED_IN, Row

STAFF = "officer leader supervisor other_officer admin"
REGISTER = "officer leader other_officer admin"
EDITORS = "officer other_officer admin"
EMPLOYER = "employer_clerk employer_head"
YEAR = 2022


def employer(world):
    return [world.employer_clerk.memberships.get().organisation_id]


def organiser(world):
    return [world.officer.memberships.get().organisation_id]


def clerk_role(world):
    return [world.employer_clerk.memberships.get().pk]


def leader_role(world):
    return [world.leader.memberships.get().pk]


def own_consent(world):
    return [actions.give_consent(world.applicant, kind="G1.4", version="1").pk]


def invitation(world):
    return [actions.invite(world.applicant, by=None).token]


def draft_year(world):
    return [actions.load_year(YEAR, by=world.admin).year]


def two_steps(world):
    TOTP.activate(world.applicant, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(world.applicant)
    return []


ROWS = [
    Row("accounts:desk", allowed=SIGNED_IN),
    Row("accounts:profile", allowed=SIGNED_IN),
    Row("accounts:export", allowed=SIGNED_IN),
    Row("accounts:text-size", allowed=SIGNED_IN, method="post", data={"size": "large"}),
    Row("accounts:end-sessions", allowed=SIGNED_IN, method="post"),
    Row("accounts:withdraw-consent", own_consent, allowed="applicant", method="post"),
    Row("accounts:demo-login", method="post", data={"username": "anybody"}, public_refusal=404),
    Row("accounts:set-password", invitation, allowed=EVERYONE),
    Row("accounts:organisations", allowed=REGISTER),
    Row("accounts:organisations-export", allowed=REGISTER),
    Row("accounts:organisation-new", allowed=EDITORS),
    Row("accounts:organisations-import", allowed=EDITORS),
    Row("accounts:organisations-import-run", allowed=EDITORS, method="post"),
    Row("accounts:organisations-template", allowed=EDITORS),
    Row("accounts:organisation", employer, allowed=f"{EMPLOYER} {STAFF}"),
    Row("accounts:organisation-edit", employer, allowed=EDITORS),
    Row("accounts:member-add", employer, allowed=EDITORS),
    Row("accounts:member-add", organiser, allowed="admin"),
    Row("accounts:member-remove", clerk_role, allowed=EDITORS, method="post", data={"note": "调离"}),
    Row("accounts:member-remove", leader_role, allowed="admin", method="post", data={"note": "调离"}),
    Row("accounts:working-years", allowed=STAFF),
    Row("accounts:working-year", lambda world: [2026], allowed=STAFF),
    Row(
        "accounts:working-year-day",
        draft_year,
        allowed=EDITORS,
        method="post",
        data={"date": "2022-03-01", "kind": "off", "label": "测试"},
    ),
    Row("accounts:working-year-confirm", draft_year, allowed="admin", method="post", data={"source_document": "通知"}),
    Row("accounts:working-year-reopen", lambda world: [2026], allowed="admin", method="post", data={"note": "变动"}),
    Row("account_login", allowed=EVERYONE),
    Row("account_logout", allowed=EVERYONE),
    Row("account_inactive", allowed=EVERYONE),
    Row("account_reset_password", allowed=EVERYONE),
    Row("account_reset_password_done", allowed=EVERYONE),
    Row("account_reset_password_from_key", lambda world: ["1", "no-such-key"], allowed=EVERYONE),
    Row("account_reset_password_from_key_done", allowed=EVERYONE),
    Row("account_reauthenticate", refusal=403),  # nobody of the world has a password to confirm
    Row("account_change_password", allowed=SIGNED_IN),
    Row("account_set_password", allowed=SIGNED_IN),
    Row("mfa_authenticate", allowed=SIGNED_IN),
    Row("mfa_reauthenticate", two_steps, allowed="applicant", refusal=403),
    Row("mfa_index", allowed=SIGNED_IN),
    Row("mfa_activate_totp", allowed=SIGNED_IN),
    Row("mfa_deactivate_totp", two_steps, allowed="applicant"),
    Row("mfa_view_recovery_codes", two_steps, allowed="applicant"),
    Row("mfa_generate_recovery_codes", allowed=SIGNED_IN),
    Row("mfa_download_recovery_codes", two_steps, allowed="applicant"),
]
