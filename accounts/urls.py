"""Addresses of the accounts app under its own namespace, and the few of allauth's that we use, under allauth's names."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from django.urls import include, path, re_path

from accounts.views import desk, organisations, signin, working_years

own = [
    path("desk/", desk.desk, name="desk"),
    path("account/", desk.profile, name="profile"),
    path("account/export/", desk.export, name="export"),
    path("account/text-size/", desk.text_size, name="text-size"),
    path("account/sessions/end/", desk.end_sessions, name="end-sessions"),
    path("account/consents/<int:pk>/withdraw/", desk.withdraw_consent, name="withdraw-consent"),
    path("login/demo/", signin.demo_login, name="demo-login"),
    path("login/first-password/<str:token>/", signin.set_password, name="set-password"),
    path("desk/organisations/", organisations.organisations, name="organisations"),
    path("desk/organisations/new/", organisations.organisation_new, name="organisation-new"),
    path("desk/organisations/export/", organisations.organisations_export, name="organisations-export"),
    path("desk/organisations/import/", organisations.organisations_import, name="organisations-import"),
    path("desk/organisations/import/run/", organisations.organisations_import_run, name="organisations-import-run"),
    path("desk/organisations/import/template/", organisations.organisations_template, name="organisations-template"),
    path("desk/organisations/<int:pk>/", organisations.organisation, name="organisation"),
    path("desk/organisations/<int:pk>/edit/", organisations.organisation_edit, name="organisation-edit"),
    path("desk/organisations/<int:pk>/members/add/", organisations.member_add, name="member-add"),
    path("desk/members/<int:pk>/remove/", organisations.member_remove, name="member-remove"),
    path("desk/working-years/", working_years.working_years, name="working-years"),
    path("desk/working-years/<int:year>/", working_years.working_year, name="working-year"),
    path("desk/working-years/<int:year>/day/", working_years.working_year_day, name="working-year-day"),
    path("desk/working-years/<int:year>/confirm/", working_years.working_year_confirm, name="working-year-confirm"),
    path("desk/working-years/<int:year>/reopen/", working_years.working_year_reopen, name="working-year-reopen"),
]

signing_in = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("login/inactive/", account.account_inactive, name="account_inactive"),
    path("login/code/", mfa.authenticate, name="mfa_authenticate"),
    path("account/confirm/", account.reauthenticate, name="account_reauthenticate"),
    path("account/confirm/code/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("account/password/", account.password_change, name="account_change_password"),
    path("account/password/set/", account.password_set, name="account_set_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/sent/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("password/reset/done/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("account/two-step/", mfa.index, name="mfa_index"),
    path("account/two-step/on/", totp.activate_totp, name="mfa_activate_totp"),
    path("account/two-step/off/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("account/two-step/codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("account/two-step/codes/new/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("account/two-step/codes/download/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
]

urlpatterns = [path("", include((own, "accounts"))), *signing_in]
