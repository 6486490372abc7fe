"""Static files under names that carry their content's digest, so that a browser may keep them for ever.

Works before anything was gathered as well: then the plain names are served straight from the packages.
"""

from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]


class Storage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Whitenoise's storage; a name that was never gathered stays as it is instead of failing the page."""

    manifest_strict = False

    def stored_name(self, name: str) -> str:
        return (
            super().stored_name(name) if self.hashed_files and self.hash_key(self.clean_name(name)) in self.hashed_files else name
        )
