"""The addresses of this room."""

from django.urls import path, register_converter

from lessons import views
from lessons.models import SignLanguage

app_name = "lessons"


class LanguageConverter:
    """A sign language's short name; any other address is not found."""

    regex = "|".join(SignLanguage.values)

    def to_python(self, value: str) -> str:
        """Return the name as it is stored."""
        return value

    def to_url(self, value: str) -> str:
        """Return the name as it is shown."""
        return str(value)


register_converter(LanguageConverter, "sign_language")

urlpatterns = [
    path("lessons/", views.courses, name="courses"),
    path("lessons/<sign_language:language>/", views.course, name="course"),
    path("lessons/<sign_language:language>/<int:number>/", views.lesson, name="lesson"),
    path("attempts/", views.attempts, name="attempts"),
    path("progress/<int:student>/", views.progress, name="progress"),
    path("progress/class/<int:classroom>/", views.class_progress, name="class_progress"),
]
