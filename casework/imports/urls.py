from django.urls import path

from casework.imports import views

urlpatterns = [
    path("import/", views.import_new, name="import-new"),
    path("words/", views.synonym_list, name="synonym-list"),
    path("words/<uuid:synonym_id>/remove/", views.synonym_remove, name="synonym-remove"),
]
