from django.urls import include, path

from access import confirm_views, views

urlpatterns = [
    path("", include("access.approvals.urls")),
    path("", views.start, name="start"),
    path("sign-in/", views.sign_in, name="sign-in"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("language/", views.language, name="language"),
    path("today/", views.home, name="home"),
    path("switch/", views.switch, name="switch"),
    path("me/", views.preferences, name="preferences"),
    path("confirm/", confirm_views.confirm, name="confirm"),
    path("me/password/", views.password, name="password"),
    path("members/", views.member_list, name="member-list"),
    path("members/new/", views.member_new, name="member-new"),
    path("members/<uuid:membership_id>/roles/", views.member_roles, name="member-roles"),
    path("members/<uuid:membership_id>/end/", views.member_end, name="member-end"),
    path("audit/", views.audit_list, name="audit-list"),
]
