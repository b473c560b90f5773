"""Every address of casework. None ever carries a name."""

from __future__ import annotations

from django.urls import include, path

from casework.activities import views as activities
from casework.attachments import views as files
from casework.cases import emergency_views as emergency
from casework.cases import fact_views as facts
from casework.cases import secrecy_views as secrecy
from casework.cases import state_views as states
from casework.cases import views as cases
from casework.cases import work_views as work
from casework.erasure import views as keeping
from casework.handover.views import handover
from casework.people import views as people
from casework.referrals import inbox_views as inbox
from casework.referrals import views as referrals

urlpatterns = [
    path("", include("casework.absence.urls")),
    path("", include("casework.contact.urls")),
    path("", include("casework.family.urls")),
    path("", include("casework.funding.urls")),
    path("", include("casework.health.urls")),
    path("", include("casework.htcds.urls")),
    path("", include("casework.imports.urls")),
    path("", include("casework.legal.urls")),
    path("", include("casework.papers.urls")),
    path("", include("casework.followups.urls")),
    path("", include("casework.letters.urls")),
    path("", include("casework.merging.urls")),
    path("", include("casework.needs.urls")),
    path("", include("casework.partners.urls")),
    path("", include("casework.plans.urls")),
    path("", include("casework.referrals.urls")),
    path("", include("casework.risk.urls")),
    path("", include("casework.tasks.urls")),
    path("", include("casework.suspects.urls")),
    path("cases/", cases.case_list, name="case-list"),
    path("cases/new/", cases.case_new, name="case-new"),
    path("cases/hand-over/", handover, name="handover"),
    path("cases/search/", people.case_search, name="case-search"),
    path("people/<uuid:person_id>/new-case/", cases.case_for_person, name="case-for-person"),
    path("cases/<uuid:case_id>/", cases.case_detail, name="case-detail"),
    path("cases/<uuid:case_id>/edit/", cases.case_edit, name="case-edit"),
    path("cases/<uuid:case_id>/person/", people.person_edit, name="person-edit"),
    path("cases/<uuid:case_id>/timeline/", cases.case_timeline, name="case-timeline"),
    path("cases/<uuid:case_id>/files/", files.case_files, name="case-files"),
    path("cases/<uuid:case_id>/files/new/", files.file_new, name="file-new"),
    path("files/<uuid:attachment_id>/", files.file_get, name="file-get"),
    path("files/<uuid:attachment_id>/remove/", files.file_remove, name="file-remove"),
    path("cases/<uuid:case_id>/keeping/", keeping.case_keeping, name="case-keeping"),
    path("cases/<uuid:case_id>/hold/", keeping.hold_set, name="hold-set"),
    path("cases/<uuid:case_id>/hold/lift/", keeping.hold_lift, name="hold-lift"),
    path("cases/<uuid:case_id>/assign/", states.case_assign, name="case-assign"),
    path("assignments/<uuid:assignment_id>/end/", states.assignment_end, name="assignment-end"),
    path("emergency/", emergency.emergency_new, name="emergency-new"),
    path("emergency/review/", emergency.emergency_list, name="emergency-list"),
    path("emergency/<uuid:emergency_id>/", emergency.emergency_review, name="emergency-review"),
    path("emergency/<uuid:emergency_id>/end/", emergency.emergency_end, name="emergency-end"),
    path("cases/<uuid:case_id>/access/", secrecy.case_access, name="case-access"),
    path("cases/<uuid:case_id>/restrict/", secrecy.case_restrict, name="case-restrict"),
    path("cases/<uuid:case_id>/move/", states.case_move, name="case-move"),
    path("cases/<uuid:case_id>/close/", states.case_close, name="case-close"),
    path("cases/<uuid:case_id>/reopen/", states.case_reopen, name="case-reopen"),
    path("cases/<uuid:case_id>/facts/", facts.case_facts, name="case-facts"),
    path("cases/<uuid:case_id>/exploitation/new/", facts.exploitation_new, name="exploitation-new"),
    path("exploitation/<uuid:exploitation_id>/edit/", facts.exploitation_edit, name="exploitation-edit"),
    path("cases/<uuid:case_id>/route/new/", facts.leg_new, name="leg-new"),
    path("cases/<uuid:case_id>/decisions/new/", facts.decision_new, name="decision-new"),
    path("cases/<uuid:case_id>/plan/", work.case_work, name="case-work"),
    path("cases/<uuid:case_id>/plan/start/", work.workstreams_start, name="workstreams-start"),
    path("steps/", work.step_list, name="step-list"),
    path("steps/<uuid:step_id>/edit/", work.step_edit, name="step-edit"),
    path("cases/<uuid:case_id>/services/", work.case_services, name="case-services"),
    path("cases/<uuid:case_id>/services/new/", work.service_new, name="service-new"),
    path("cases/<uuid:case_id>/notes/new/", work.note_new, name="note-new"),
    path("cases/<uuid:case_id>/sharing/", referrals.case_sharing, name="case-sharing"),
    path("consents/<uuid:consent_id>/refer/", referrals.referral_new, name="referral-new"),
    path("referrals/", referrals.referral_list, name="referral-list"),
    path("referrals/<uuid:referral_id>/", referrals.referral_detail, name="referral-detail"),
    path("referrals/<uuid:referral_id>/check/", referrals.referral_check, name="referral-check"),
    path("referrals/<uuid:referral_id>/withdraw/", referrals.referral_withdraw, name="referral-withdraw"),
    path("inbox/", inbox.referral_inbox, name="referral-inbox"),
    path("inbox/<uuid:incoming_id>/", inbox.incoming_detail, name="incoming-detail"),
    path("inbox/<uuid:incoming_id>/accept/", inbox.incoming_accept, name="incoming-accept"),
    path("inbox/<uuid:incoming_id>/wait/", inbox.incoming_wait, name="incoming-wait"),
    path("inbox/<uuid:incoming_id>/decline/", inbox.incoming_decline, name="incoming-decline"),
    path("inbox/<uuid:incoming_id>/complete/", inbox.incoming_complete, name="incoming-complete"),
    path("inbox/<uuid:incoming_id>/open-case/", inbox.incoming_open_case, name="incoming-open-case"),
    path("activities/", activities.activity_list, name="activity-list"),
    path("activities/new/", activities.activity_new, name="activity-new"),
    path("activities/<uuid:activity_id>/edit/", activities.activity_edit, name="activity-edit"),
]
