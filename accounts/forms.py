"""What people type on the pages of this room."""

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.access import visible_classrooms, visible_students
from accounts.child_sign_in import CODE_TYPED_MAX, clean_code, find_open_classroom
from accounts.models import Classroom, Enrolment, Role, User
from accounts.services import check_animal, first_free_animal

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class ClassCodeForm(forms.Form):
    """A class code; `classroom` is the class it opened."""

    code = forms.CharField(
        label=_("Class code"),
        max_length=CODE_TYPED_MAX,
        error_messages={"required": _("Try again."), "max_length": _("Try again.")},
    )
    classroom: Classroom

    def clean_code(self) -> str:
        """The class must exist and be open; which of the two failed is not said."""
        code = clean_code(self.cleaned_data["code"])
        classroom = find_open_classroom(code)
        if classroom is None:
            raise forms.ValidationError(_("Try again."), code="not_open")
        self.classroom = classroom
        return code


class PersonForm(forms.ModelForm[User]):
    """A person who is already there; a child's animal stays her own within each of her classes."""

    viewer: User

    class Meta:
        model = User
        fields = ("role", "display_name", "language", "animal", "email", "is_active")

    def clean_animal(self) -> str:
        """No classmate may have it."""
        animal: str = self.cleaned_data["animal"]
        if self.instance.is_child:
            classrooms = Classroom.objects.filter(
                pk__in=Enrolment.objects.current().filter(child=self.instance).values("classroom")
            )
            check_animal(animal=animal, child=self.instance, classrooms=classrooms)
        return animal


class AddPersonForm(forms.ModelForm[User]):
    """A new person, and where she belongs: child and teacher in a class, guardian to a child."""

    viewer: User
    classroom = forms.ModelChoiceField(
        Classroom.objects.none(),
        label=_("Class"),
        required=False,
        help_text=_("For a child or a teacher."),
    )
    child = forms.ModelChoiceField(
        User.objects.none(), label=_("Child"), required=False, help_text=_("For a guardian.")
    )

    class Meta:
        model = User
        fields = ("role", "display_name", "language", "animal", "email")
        help_texts = {
            "animal": _("For a child; empty takes the first that is free in the class."),
            "email": _(
                "For an adult, who sets her own password through “Forgot your password?” on the"
                " sign-in page."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[Any]", self.fields["classroom"]).queryset = visible_classrooms(
            self.viewer
        )
        cast("forms.ModelChoiceField[Any]", self.fields["child"]).queryset = visible_students(
            self.viewer
        )
        roles = [Role.CHILD, Role.GUARDIAN]
        if self.viewer.is_superuser or self.viewer.role == Role.SCHOOL_ADMIN:
            roles.append(Role.TEACHER)
        if self.viewer.is_superuser:
            roles.append(Role.SCHOOL_ADMIN)
        cast("forms.ChoiceField", self.fields["role"]).choices = [(r.value, r.label) for r in roles]

    def clean(self) -> dict[str, Any]:
        """What the role needs must be there; what it has no use for is put aside."""
        data = super().clean() or self.cleaned_data
        role = data.get("role")
        if role == Role.CHILD:
            data["email"] = None
            self._clean_child(data)
        else:
            data["animal"] = ""
            self._require(data, "email", _("An adult needs an e-mail address."))
        if role == Role.GUARDIAN:
            self._require(data, "child", _("Choose whose guardian she is."))
        if role == Role.TEACHER and not self.viewer.is_superuser:
            self._require(data, "classroom", _("Choose a class."))
        return data

    def _clean_child(self, data: dict[str, Any]) -> None:
        if not self._require(data, "classroom", _("Choose a class.")):
            return
        try:
            data["animal"] = data.get("animal") or first_free_animal(data["classroom"])
            check_animal(animal=data["animal"], child=None, classrooms=[data["classroom"]])
        except forms.ValidationError as error:
            self.add_error("animal", error)

    def _require(self, data: dict[str, Any], name: str, sentence: "StrOrPromise") -> bool:
        if not data.get(name) and name not in self.errors:
            self.add_error(name, forms.ValidationError(sentence, code="required"))
        return bool(data.get(name))


class EnrolmentForm(forms.ModelForm[Enrolment]):
    """A child into a class, where nobody may have her animal already."""

    class Meta:
        model = Enrolment
        fields = ("child", "classroom")

    def clean(self) -> dict[str, Any]:
        """Her animal must be free there."""
        data = super().clean() or self.cleaned_data
        child, classroom = data.get("child"), data.get("classroom")
        if child and classroom:
            check_animal(animal=child.animal, child=child, classrooms=[classroom])
        return data
