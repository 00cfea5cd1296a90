"""The review templates there are: those that ship, and the user's own files, which win over one of the same key."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from reviewtui.domain.errors import NotFound, TemplateError
from reviewtui.domain.template_parsing import check_template, parse_template, read_template
from reviewtui.domain.templates import Template

SHIPPED = ("quarterly", "pulse")
"""The keys of the templates in the package, in the order they are offered; each is a file of that name."""

MAX_BYTES = 2_000_000


@dataclass(frozen=True, slots=True)
class Templates:
    """All templates that can be used, and a sentence for each file that cannot.

    ``files`` says which template (by key) comes from which file of the user; ``replaced`` which of those stand
    in for one that ships.
    """

    found: tuple[Template, ...]
    problems: tuple[str, ...] = ()
    files: dict[str, Path] = field(default_factory=dict)

    @property
    def replaced(self) -> frozenset[str]:
        """The keys of shipped templates that a file of the user stands in for."""
        return frozenset(self.files) & frozenset(SHIPPED)

    def origin(self, key: str) -> str:
        """Return where a template comes from, for a list: "shipped", "own file", "own file, replaces the shipped one"."""
        if key not in self.files:
            return "shipped"
        return "own file, replaces the shipped one" if key in self.replaced else "own file"


def available_templates(folder: Path | None) -> Templates:
    """Return the templates that ship and those in the user's folder (``*.toml``; None or missing: none).

    A file with mistakes is left out and each of its problems is said; the shipped template of its key stays.
    """
    by_key = {key: packaged_template(key) for key in SHIPPED}
    problems: list[str] = []
    files: dict[str, Path] = {}
    for path in _own_files(folder, problems):
        template = _read(path, problems)
        if template is None:
            continue
        if template.key in files:
            problems.append(
                f'{path}: the key "{template.key}" is taken by {files[template.key].name}; not used.'
            )
            continue
        by_key[template.key] = template
        files[template.key] = path
    return Templates(tuple(by_key.values()), tuple(problems), files)


def template_by_key(key: str, folder: Path | None) -> Template:
    """Return one template, the user's own before the shipped one.

    Reads no more files than it must. Raises NotFound with the known keys as candidates, TemplateError when
    the user's file of that name has mistakes.
    """
    named = folder / f"{key}.toml" if folder else None
    if named is not None and named.name == f"{key}.toml" and named.is_file():
        template = parse_template(_text(named), str(named))
        if template.key == key:
            return template
    if folder is None or not folder.is_dir():
        if key in SHIPPED:
            return packaged_template(key)
        raise _unknown(key, SHIPPED)
    found = available_templates(folder).found
    for template in found:
        if template.key == key:
            return template
    raise _unknown(key, tuple(template.key for template in found))


def packaged_template(key: str) -> Template:
    """Return a template that ships with the program; the key is one of ``SHIPPED``."""
    return parse_template(packaged_text(key), f"{key}.toml")


def packaged_text(key: str) -> str:
    """Return the TOML of a template that ships, as a start for one's own."""
    # Imported here: it costs as much as reading the template, and a review under way needs neither.
    from importlib import resources

    return resources.files("reviewtui").joinpath("templates", f"{key}.toml").read_text(encoding="utf-8")


def check_file(path: Path) -> tuple[str, ...]:
    """Return every problem of a template file, one sentence each with file, line and key; none means usable."""
    try:
        return check_template(_text(path), str(path))
    except TemplateError as error:
        return (str(error),)


def _own_files(folder: Path | None, problems: list[str]) -> list[Path]:
    if folder is None:
        return []
    try:
        return sorted(path for path in folder.glob("*.toml") if path.is_file())
    except OSError as error:
        problems.append(f"{folder}: the folder of templates cannot be read ({error.strerror}).")
        return []


def _read(path: Path, problems: list[str]) -> Template | None:
    try:
        template, found = read_template(_text(path), str(path))
    except TemplateError as error:
        template, found = None, (str(error),)
    problems.extend(found)
    return template


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise TemplateError(f"{path}: larger than {MAX_BYTES:,} bytes; that is no template.")
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise TemplateError(f"{path}: there is no such file.") from error
    except UnicodeDecodeError as error:
        raise TemplateError(f"{path}: not UTF-8 text; save it as UTF-8.") from error
    except OSError as error:
        raise TemplateError(f"{path}: cannot be read ({error.strerror}).") from error


def _unknown(key: str, known: tuple[str, ...]) -> NotFound:
    return NotFound(f'There is no template "{key}"; there is {", ".join(known)}.', known)
