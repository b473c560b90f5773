from __future__ import annotations

from django.urls import include, path

from reports import (
    figures_views,
    over_time_views,
    preview_views,
    programme_views,
    publication_views,
    verify_views,
    views,
)
from reports.logos import views as logos
from reports.quality import views as quality

urlpatterns = [
    path("", include("reports.context.urls")),
    path("figures/", figures_views.figures, name="figures"),
    path("figures/rows/", figures_views.figure_rows, name="figure-rows"),
    path("programmes/", programme_views.programme_list, name="programme-list"),
    path("programmes/new/", programme_views.programme_new, name="programme-new"),
    path("programmes/<uuid:programme_id>/", programme_views.programme_edit, name="programme-edit"),
    path("programmes/<uuid:programme_id>/expected/", programme_views.programme_expected, name="programme-expected"),
    path("programmes/<uuid:programme_id>/logo/", logos.programme_logo, name="programme-logo"),
    path("programmes/<uuid:programme_id>/logo/picture.png", logos.programme_logo_picture, name="programme-logo-picture"),
    path("programmes/<uuid:programme_id>/logo/remove/", logos.programme_logo_remove, name="programme-logo-remove"),
    path("reports/", views.report_list, name="report-list"),
    path("reports/new/", views.report_new, name="report-new"),
    path("reports/<uuid:report_id>/", views.report_detail, name="report-detail"),
    path("reports/<uuid:report_id>/data/", quality.report_data, name="report-data"),
    path("reports/<uuid:report_id>/data/confirm/", quality.report_data_confirm, name="report-data-confirm"),
    path("reports/<uuid:report_id>/data/<slug:rule>/", quality.report_data_rows, name="report-data-rows"),
    path("reports/<uuid:report_id>/progress/", views.report_progress, name="report-progress"),
    path("reports/<uuid:report_id>/again/", views.report_again, name="report-again"),
    path("reports/<uuid:report_id>/text/", views.report_text, name="report-text"),
    path("reports/<uuid:report_id>/submit/", views.report_submit, name="report-submit"),
    path("reports/<uuid:report_id>/return/", views.report_return, name="report-return"),
    path("reports/<uuid:report_id>/publish/", views.report_publish, name="report-publish"),
    path("reports/<uuid:report_id>/withdraw/", views.report_withdraw, name="report-withdraw"),
    path("reports/<uuid:report_id>/preview/", preview_views.report_preview, name="report-preview"),
    path("reports/<uuid:report_id>/preview/charts/<int:number>.svg", preview_views.report_preview_chart, name="report-preview-chart"),
    path("reports/<uuid:report_id>/preview/files/<slug:kind>", preview_views.report_preview_file, name="report-preview-file"),
    path("reports/<uuid:report_id>/verify/", verify_views.report_verify, name="report-verify"),
    path("reports/<uuid:report_id>/charts/<int:number>.svg", views.report_chart, name="report-chart"),
    path("reports/<uuid:report_id>/files/<slug:kind>", views.report_file, name="report-file"),
    path("publications/", publication_views.publication_list, name="publication-list"),
    path("publications/over-time/", over_time_views.over_time, name="over-time"),
    path("publications/over-time/chart.svg", over_time_views.over_time_chart, name="over-time-chart"),
    path("publications/<uuid:publication_id>/", publication_views.publication_detail, name="publication-detail"),
    path("publications/<uuid:publication_id>/charts/<int:number>.svg", publication_views.publication_chart, name="publication-chart"),
    path("publications/<uuid:publication_id>/files/<slug:kind>", publication_views.publication_file, name="publication-file"),
]
