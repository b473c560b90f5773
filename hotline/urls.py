from __future__ import annotations

from django.urls import URLPattern, path

from hotline import onward_views as onward
from hotline import statistics_views, views
from hotline.callbacks.urls import urlpatterns as callbacks
from hotline.lead.urls import urlpatterns as lead
from hotline.shifts.urls import urlpatterns as shifts

urlpatterns: list[URLPattern] = [
    *shifts,
    *callbacks,
    *lead,
    path("calls/statistics/", statistics_views.call_statistics, name="call-statistics"),
    path("calls/", views.call_list, name="call-list"),
    path("calls/new/", views.call_new, name="call-new"),
    path("calls/called-before/", views.called_before, name="called-before"),
    path("calls/<uuid:call_id>/", views.call_detail, name="call-detail"),
    path("calls/<uuid:call_id>/edit/", views.call_edit, name="call-edit"),
    path("calls/<uuid:call_id>/autosave/", views.call_autosave, name="call-autosave"),
    path("calls/<uuid:call_id>/bed/", onward.call_bed, name="call-bed"),
    path("calls/<uuid:call_id>/hold/<uuid:bed_id>/", onward.call_hold, name="call-hold"),
    path("calls/<uuid:call_id>/no-bed/", onward.call_no_bed, name="call-no-bed"),
    path("calls/<uuid:call_id>/hand-over/", onward.call_hand_over, name="call-hand-over"),
    path("cases/<uuid:case_id>/calls/", views.case_calls, name="case-calls"),
]
