"""The base of every admin page: a teacher finds what accounts.access lets her see, no more."""

from typing import Any, TypeVar, cast

from django.contrib import admin
from django.contrib.admin.filters import FieldListFilter, RelatedFieldListFilter
from django.contrib.admin.options import BaseModelAdmin, InlineModelAdmin
from django.db.models import ForeignKey, ManyToManyField, Model, QuerySet
from django.db.models.fields.related import RelatedField
from django.forms import ModelChoiceField, ModelMultipleChoiceField
from django.http import HttpRequest

from accounts.access import visible
from accounts.models import Role, User

AnyModel = TypeVar("AnyModel", bound=Model)

NOTHING: frozenset[str] = frozenset()
VIEW = frozenset({"view"})
VIEW_ADD = frozenset({"view", "add"})
VIEW_ADD_CHANGE = frozenset({"view", "add", "change"})


class _Scoped(BaseModelAdmin[AnyModel]):
    """Rows, choices and permissions by accounts.access; for admins and their inlines alike.

    What may be done is said by role, not by permission rows: `teachers_may` and
    `school_admins_may` hold "view", "add", "change", "delete". A superuser may do everything.
    """

    teachers_may: frozenset[str] = VIEW
    school_admins_may: frozenset[str] = VIEW

    def may(self, request: HttpRequest, action: str) -> bool:
        """Whether the person may do `action` to rows that she sees."""
        person = cast("User", request.user)
        if person.is_superuser or not person.is_active:
            return person.is_active
        match person.role:
            case Role.TEACHER:
                return action in self.teachers_may
            case Role.SCHOOL_ADMIN:
                return action in self.school_admins_may
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[AnyModel]:
        """Only rows that she sees: lists, pages, actions, history and autocomplete start here."""
        rows = super().get_queryset(request)
        return rows.filter(pk__in=visible(self.model, cast("User", request.user)).values("pk"))

    def formfield_for_foreignkey(
        self, db_field: "ForeignKey[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField[Any] | None:
        """Only choices that she sees; a row posted from elsewhere is no valid choice."""
        kwargs.setdefault("queryset", _choices(db_field, request))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(
        self, db_field: "ManyToManyField[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> ModelMultipleChoiceField[Any] | None:
        """Only choices that she sees."""
        kwargs.setdefault("queryset", _choices(db_field, request))
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Whether the app stands in her index."""
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: AnyModel | None = None) -> bool:
        """Whether she may look."""
        return self.may(request, "view")

    def has_change_permission(self, request: HttpRequest, obj: AnyModel | None = None) -> bool:
        """Whether she may change (`obj`)."""
        return self.may(request, "change")

    def has_delete_permission(self, request: HttpRequest, obj: AnyModel | None = None) -> bool:
        """Whether she may delete (`obj`)."""
        return self.may(request, "delete")


class ScopedAdmin(_Scoped[AnyModel], admin.ModelAdmin[AnyModel]):
    """A ModelAdmin that shows and takes only what the person sees."""

    view_on_site = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Whether she may add a row."""
        return self.may(request, "add")


class ScopedInline(_Scoped[AnyModel], InlineModelAdmin[Any, AnyModel]):
    """The same for rows inside another row's page; mix in before a TabularInline."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether she may add a row."""
        return self.may(request, "add")


class ScopedRelatedFilter(RelatedFieldListFilter):
    """A list's filter over related rows; names only those that she sees."""

    def field_choices(
        self,
        field: RelatedField[Any, Any],
        request: HttpRequest,
        model_admin: admin.ModelAdmin[Any],
    ) -> list[tuple[str, Any]]:
        """The visible related rows as (key, name)."""
        rows = visible(field.related_model, cast("User", request.user))
        ordering = self.field_admin_ordering(field, request, model_admin)
        return [(str(row.pk), str(row)) for row in rows.order_by(*ordering)]


# For every admin, also one that forgot ScopedAdmin: Django's own filter names every row there is.
FieldListFilter.register(
    lambda field: bool(field.remote_field), ScopedRelatedFilter, take_priority=True
)


def _choices(
    field: "ForeignKey[Any, Any] | ManyToManyField[Any, Any]", request: HttpRequest
) -> QuerySet[Any]:
    return visible(field.remote_field.model, cast("User", request.user))
