"""Where agents put the files that they are going to send."""

from collections.abc import Callable
from dataclasses import dataclass

from shared.domain.messages.file_names import safe_title
from shared.ports.uploads import UploadForm, UploadForms


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateUpload:
    """A form for one file. ``new_id`` gives 32 hexadecimal digits that nobody can guess."""

    forms: UploadForms
    new_id: Callable[[], str]

    def __call__(self, brand: str, *, file_name: str, mime_type: str, size: int) -> tuple[str, UploadForm]:
        """Raises ``UpstreamError``."""
        upload_id = self.new_id()
        title = safe_title(file_name, mime_type)
        return upload_id, self.forms.form(brand, upload_id, title=title, mime_type=mime_type, max_size=size)
