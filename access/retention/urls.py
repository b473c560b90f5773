from django.urls import path

from access.retention import views

urlpatterns = [path("settings/keeping/", views.keeping_periods, name="keeping-periods")]
