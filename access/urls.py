from django.urls import include, path

from access import confirm_views, cover_views, sign_in_views, views
from access.factors import views as factor_views
from access.heads.views import audit_head
from access.health import views as health_views

urlpatterns = [
    path("", include("access.approvals.urls")),
    path("", include("access.drafts.urls")),
    path("", sign_in_views.start, name="start"),
    path("sign-in/", sign_in_views.sign_in, name="sign-in"),
    path("sign-in/second/", sign_in_views.second_step, name="sign-in-second"),
    path("sign-in/passkey/", sign_in_views.passkey_sign_in, name="sign-in-passkey"),
    path("passkey/question/", sign_in_views.passkey_question, name="passkey-question"),
    path("sign-out/", sign_in_views.sign_out, name="sign-out"),
    path("language/", sign_in_views.language, name="language"),
    path("", include("access.retention.urls")),
    path("today/", views.home, name="home"),
    path("switch/", views.switch, name="switch"),
    path("me/", views.preferences, name="preferences"),
    path("confirm/", confirm_views.confirm, name="confirm"),
    path("me/cover/", cover_views.cover, name="cover"),
    path("me/covered/", cover_views.covered, name="covered"),
    path("me/password/", views.password, name="password"),
    path("me/factors/", factor_views.factors, name="factors"),
    path("me/factors/app/", factor_views.app_new, name="factor-app"),
    path("me/factors/app/remove/", factor_views.app_remove, name="factor-app-remove"),
    path("me/factors/passkeys/new/", factor_views.passkey_new, name="factor-passkey"),
    path("me/factors/passkeys/question/", factor_views.passkey_make, name="factor-passkey-question"),
    path("me/factors/passkeys/<uuid:passkey_id>/remove/", factor_views.passkey_remove, name="factor-passkey-remove"),
    path("me/factors/codes/", factor_views.recovery_codes, name="recovery-codes"),
    path("me/sessions/", factor_views.session_list, name="session-list"),
    path("me/sessions/others/end/", factor_views.session_end_others, name="session-end-others"),
    path("me/sessions/<uuid:session_id>/end/", factor_views.session_end, name="session-end"),
    path("me/still-here/", factor_views.still_here, name="still-here"),
    path("me/back/", factor_views.back_again, name="back-again"),
    path("members/", views.member_list, name="member-list"),
    path("members/new/", views.member_new, name="member-new"),
    path("members/<uuid:membership_id>/roles/", views.member_roles, name="member-roles"),
    path("members/<uuid:membership_id>/end/", views.member_end, name="member-end"),
    path("members/<uuid:membership_id>/access/", factor_views.member_access, name="member-access"),
    path("audit/", views.audit_list, name="audit-list"),
    path("audit/end/", audit_head, name="audit-head"),
    path("installation/", health_views.installation, name="installation"),
    path("health", health_views.alive, name="health"),
    path("metrics", health_views.metrics, name="metrics"),
]
