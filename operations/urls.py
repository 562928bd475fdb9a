from django.urls import path

from operations import views

urlpatterns = [
    path("hidup/", views.alive, name="alive"),
    path("siap/", views.ready, name="ready"),
    path("metrik/", views.metrics, name="metrics"),
]
