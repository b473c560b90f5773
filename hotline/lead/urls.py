from __future__ import annotations

from django.urls import URLPattern, path

from hotline.lead import views

urlpatterns: list[URLPattern] = [
    path("calls/now/", views.hotline_now, name="hotline-now"),
    path("calls/reviews/", views.review_list, name="review-list"),
    path("calls/reviews/<uuid:review_id>/", views.review_detail, name="review-detail"),
    path("calls/<uuid:call_id>/review/", views.review_ask, name="review-ask"),
    path("calls/<uuid:call_id>/reassign/", views.call_reassign, name="call-reassign"),
]
