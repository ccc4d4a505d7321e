"""Where files of the local disk are sent to and got from."""

from django.urls import path

from gopro.storage.views import FileView

urlpatterns = [path("files/<str:token>", FileView.as_view(), name="file")]
