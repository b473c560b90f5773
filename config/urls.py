"""Five includes and nothing else."""

from django.urls import include, path

urlpatterns = [
    path("", include("access.urls")),
    path("", include("casework.urls")),
    path("", include("shelters.urls")),
    path("", include("hotline.urls")),
    path("", include("reports.urls")),
]

handler404 = "access.errors.not_found"
handler403 = "access.errors.refused"
handler500 = "access.errors.failed"
