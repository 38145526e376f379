"""Static files under names that carry their content's hash, so that browsers may keep them."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # untyped
    """Hashed, compressed static files whose ES modules import each other by hashed names too."""

    support_js_module_import_aggregation = True
