"""Addresses of consents and of sharing without them."""

from __future__ import annotations

from django.urls import path

from casework.referrals import consent_views as consents
from casework.referrals import exception_views as exceptions
from casework.referrals import inbox_views as inbox
from casework.referrals import reminder_views as reminders
from casework.referrals import views

urlpatterns = [
    path("cases/<uuid:case_id>/consents/new/", consents.consent_new, name="consent-new"),
    path("consents/<uuid:consent_id>/", consents.consent_detail, name="consent-detail"),
    path("consents/<uuid:consent_id>/paper/", consents.consent_paper, name="consent-paper"),
    path("consents/<uuid:consent_id>/withdraw/", consents.consent_withdraw, name="consent-withdraw"),
    path("cases/<uuid:case_id>/without-consent/new/", exceptions.exception_new, name="exception-new"),
    path("without-consent/", exceptions.exception_list, name="exception-list"),
    path("without-consent/<uuid:exception_id>/", exceptions.exception_detail, name="exception-detail"),
    path("without-consent/<uuid:exception_id>/review/", exceptions.exception_review, name="exception-review"),
    path("without-consent/<uuid:exception_id>/refer/", views.referral_by_exception, name="exception-refer"),
    path("referrals/reminders/", reminders.reminder_list, name="reminder-list"),
    path("referrals/reminders/<uuid:reminder_id>/seen/", reminders.reminder_seen, name="reminder-seen"),
    path("referrals/<uuid:referral_id>/no-answer/", views.referral_no_answer, name="referral-no-answer"),
    path("inbox/<uuid:incoming_id>/received/", inbox.incoming_receive, name="incoming-receive"),
    path("inbox/<uuid:incoming_id>/start/", inbox.incoming_start, name="incoming-start"),
    path("inbox/<uuid:incoming_id>/known/", inbox.incoming_known, name="incoming-known"),
]
