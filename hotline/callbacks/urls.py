from __future__ import annotations

from django.urls import URLPattern, path

from hotline.callbacks import views

urlpatterns: list[URLPattern] = [
    path("calls/call-backs/", views.call_backs, name="call-backs"),
    path("calls/<uuid:call_id>/promise/", views.call_promise, name="call-promise"),
    path("calls/<uuid:call_id>/call-back/", views.call_back, name="call-back"),
    path("calls/<uuid:call_id>/call-back/claim/", views.call_back_claim, name="call-back-claim"),
    path("calls/<uuid:call_id>/call-back/decide/", views.call_back_decide, name="call-back-decide"),
]
