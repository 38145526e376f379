"""The addresses of this room."""

from django.urls import path

from accounts import views

app_name = "accounts"

urlpatterns = [
    path("", views.home, name="home"),
    path("sign-in/", views.sign_in, name="sign_in"),
    path("class/", views.class_code, name="class_code"),
    path("class/animals/", views.class_animals, name="class_animals"),
    path("classrooms/<int:pk>/sign-in/", views.classroom_sign_in, name="classroom_sign_in"),
]
