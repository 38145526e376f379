"""The addresses of this room."""

from django.urls import path

from recognition import views

app_name = "recognition"

urlpatterns = [
    path("practice/<sign_language:language>/<str:gloss>/", views.practice, name="practice"),
    path(
        "practice/<sign_language:language>/<str:gloss>/template.json",
        views.template,
        name="template",
    ),
]
