"""The static files: built once from `app/static` and the font packages, then served by WhiteNoise.

Every file carries a digest of its content in its name, so browsers and caches
keep it for good. A build is a folder named after the digest of all that went
into it: it is there whole or not at all, and nothing is built twice.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from wsgiref.headers import Headers

import click
from flask import Flask, current_app
from flask.cli import AppGroup
from whitenoise import WhiteNoise
from whitenoise.compress import Compressor

from app import fonts, security

SOURCE = Path(__file__).resolve().parent / "static"
PREFIX = "static/"
FONTS = (
    "SourceSerifPro-Regular",
    "SourceSerifPro-Semibold",
    "HankenGrotesk-Regular",
    "HankenGrotesk-Medium",
    "HankenGrotesk-SemiBold",
)
FONT_FEATURES = ("kern", "liga", "lnum", "tnum", "onum", "case", "ccmp", "locl", "mark", "mkmk")
# Latin with Extended-A and -B, its combining marks, Vietnamese, punctuation,
# currencies, signs and arrows; whatever else a name is written in, the reader's
# own fonts show.
CHARACTERS = (
    (0x20, 0x7E), (0xA0, 0x24F), (0x2B9, 0x2DD), (0x300, 0x333), (0x1E80, 0x1E85),
    (0x1E9E, 0x1E9E), (0x1EA0, 0x1EF9), (0x2010, 0x2027), (0x2030, 0x203A), (0x2044, 0x2044),
    (0x20A0, 0x20BF), (0x2116, 0x2116), (0x2122, 0x2122), (0x2190, 0x2199), (0x2212, 0x2212),
    (0x25CF, 0x25CF),
)  # fmt: skip
# The name table's entries that a font must keep: copyright, family, style, names, licence.
FONT_NAMES = (0, 1, 2, 4, 6, 13, 14)
PACKAGES = ("fonttools", "brotli", "font-source-serif-pro", "font-hanken-grotesk")
# Letters, paper and ink, and the disciplines' colours: the organizers' panel is of the same hand.
SHARED_WITH_PANEL = ("10-base.css", "12-hues.css")
HASHED = re.compile(r"\.[0-9a-f]{8}\.[a-z0-9]+$")
STYLE_URL = re.compile(r"""url\((["']?)\.\./([^"')]+)\1\)""")
STYLE_TOKENS = re.compile(r"""("[^"\n]*"|'[^'\n]*')|/\*.*?\*/""", re.DOTALL)


class UnknownAsset(LookupError):
    """A stylesheet or a template asks for a static file that does not exist."""


@dataclass(frozen=True)
class Manifest:
    """A build: `folder/files` holds the files, `names` maps 'css/tutti.css' to its hashed name."""

    folder: Path
    names: Mapping[str, str]

    def url(self, name: str) -> str:
        """The path at which `name` is served. Raises UnknownAsset."""
        return f"/{PREFIX}{self.hashed(name)}"

    def hashed(self, name: str) -> str:
        """The hashed name of `name`. Raises UnknownAsset."""
        try:
            return self.names[name]
        except KeyError:
            raise UnknownAsset(f"There is no static file {name!r}.") from None


def build(source: Path, target: Path) -> Manifest:
    """Make sure that `target` holds the files of `source` as they are now, and say what is where.

    Quick when nothing changed. Keeps the build before, whose files pages that
    are still cached ask for, and removes older ones. Raises UnknownAsset.
    """
    folder = target / _digest(source)
    if not (folder / "manifest.json").exists():
        target.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=target))
        try:
            _build_into(draft, source)
            draft.chmod(0o755)
            _publish(draft, folder)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
        _remove_older(target, folder)
    names = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return Manifest(folder, names)


def init_app(app: Flask) -> None:
    """Serve the files under /static/, for good, and give templates `static(name)`.

    ASSETS_DIR says where builds are kept; without it, a folder in INSTANCE_DIR.
    """
    target: Path = app.config["ASSETS_DIR"]
    manifest = build(SOURCE, target)
    app.jinja_env.globals["static"] = manifest.url
    server = WhiteNoise(
        app.wsgi_app,
        max_age=0,
        allow_all_origins=False,
        immutable_file_test=HASHED.pattern,
        add_headers_function=lambda headers, _path, _url: _add_headers(app, headers),
    )
    for folder in (*_others(target, manifest.folder), manifest.folder):
        server.add_files(str(folder / "files"), PREFIX)
    app.wsgi_app = server  # type: ignore[method-assign]
    app.cli.add_command(assets)


assets = AppGroup("assets", help="The static files: styles, scripts, fonts, pictures.")


@assets.command("build")
def build_command() -> None:
    """Build the static files, unless they are there already, and list them."""
    manifest = build(SOURCE, current_app.config["ASSETS_DIR"])
    for name in sorted(manifest.names.values()):
        size = (manifest.folder / "files" / name).stat().st_size
        click.echo(f"{size / 1024:7.1f} KB  {name}")


def _add_headers(app: Flask, headers: Headers) -> None:
    # WhiteNoise brings the standard library's Headers; of both kinds only setdefault is used.
    security.add_headers(headers, app.config["PUBLIC_URL"])


def _build_into(draft: Path, source: Path) -> None:
    files = draft / "files"
    names: dict[str, str] = {}
    for name, content in _plain_files(source):
        names[name] = _write(files, name, content)
    panel = source / "panel"
    shared = [path for path in _listed(source, "css") if path.name in SHARED_WITH_PANEL]
    for name, styles, scripts in (
        ("tutti", _listed(source, "css"), _listed(source, "js")),
        ("panel", [*shared, *_listed(panel, "css")], _listed(panel, "js")),
    ):
        style = minified("\n".join(_texts(styles)))
        style = STYLE_URL.sub(lambda found: _relative(names, found[2]), style)
        names[f"css/{name}.css"] = _write(files, f"css/{name}.css", style.encode())
        script = "\n;\n".join(_texts(scripts))
        names[f"js/{name}.js"] = _write(files, f"js/{name}.js", script.encode())
    compressor = Compressor(quiet=True)
    for path in sorted(files.rglob("*.*")):
        if compressor.should_compress(path.name):
            compressor.compress(str(path))
    listed = json.dumps(names, indent=1, sort_keys=True)
    (draft / "manifest.json").write_text(listed, encoding="utf-8")


def _plain_files(source: Path) -> Iterator[tuple[str, bytes]]:
    """The fonts, their licences, pictures, lone scripts: what no other file has a say in."""
    for font in FONTS:
        yield f"fonts/{font}.woff2", subset_font(font)
    for folder in fonts.FOLDERS:
        for licence in sorted(folder.glob("*.txt")):
            yield f"fonts/{folder.parent.name}-{licence.name}", licence.read_bytes()
    for path in sorted((source / "img").rglob("*.*")):
        yield path.relative_to(source).as_posix(), path.read_bytes()
    # Scripts that few pages need, each by itself.
    for path in sorted((source / "js" / "alone").glob("*.js")):
        yield f"js/{path.name}", path.read_bytes()


@cache
def subset_font(name: str) -> bytes:
    """The font's `CHARACTERS` and `FONT_FEATURES` alone, as WOFF2."""
    # Of use to a build alone, and some 16 MB in every process that has it.
    from fontTools import subset  # noqa: PLC0415

    options = subset.Options()
    options.flavor = "woff2"
    options.hinting = False
    options.layout_features = list(FONT_FEATURES)
    options.name_IDs = list(FONT_NAMES)
    options.notdef_outline = True
    path = next(p for p in (folder / f"{name}.otf" for folder in fonts.FOLDERS) if p.exists())
    file = io.BytesIO()
    with subset.load_font(str(path), options) as font:
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=[c for first, last in CHARACTERS for c in range(first, last + 1)])
        cutter.subset(font)
        subset.save_font(font, file, options)
    return file.getvalue()


def minified(style: str) -> str:
    """`style` without comments and without blanks that say nothing. Strings stay as they are."""
    kept: list[str] = []

    def aside(found: re.Match[str]) -> str:
        if found[1] is None:
            return ""
        kept.append(found[1])
        return f"\x00{len(kept) - 1}\x00"

    text = re.sub(r"\s+", " ", STYLE_TOKENS.sub(aside, style))
    text = re.sub(r" ?([{};,]) ?", r"\1", text).replace(";}", "}").strip()
    return re.sub("\x00(\\d+)\x00", lambda found: kept[int(found[1])], text)


def _listed(source: Path, kind: str) -> list[Path]:
    """The files of a kind in the order of their names, which begin with numbers for that."""
    return sorted((source / kind).glob(f"*.{kind}"))


def _texts(paths: list[Path]) -> list[str]:
    return [path.read_text(encoding="utf-8").strip() for path in paths]


def _relative(names: Mapping[str, str], name: str) -> str:
    if name not in names:
        raise UnknownAsset(f"The stylesheet asks for {name!r}, which does not exist.")
    return f"url(../{names[name]})"


def _write(files: Path, name: str, content: bytes) -> str:
    """Write `content` under its hashed name, and return that."""
    stem, dot, ending = name.rpartition(".")
    hashed = f"{stem}.{hashlib.sha256(content).hexdigest()[:8]}{dot}{ending}"
    path = files / hashed
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return hashed


def _digest(source: Path) -> str:
    """A digest of everything a build depends on."""
    digest = hashlib.sha256(Path(__file__).read_bytes())
    digest.update(_versions().encode())
    for path in sorted(source.rglob("*.*")):
        if path.is_file():
            digest.update(f"\n{path.relative_to(source).as_posix()}\n".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


@cache
def _versions() -> str:
    return " ".join(f"{package}=={version(package)}" for package in PACKAGES)


def _publish(draft: Path, folder: Path) -> None:
    try:
        draft.rename(folder)
    except OSError:
        # Another process built the same at the same time: one of the two is enough.
        if not (folder / "manifest.json").exists():
            raise


def _others(target: Path, current: Path) -> list[Path]:
    """The other builds in `target`, the newest last."""
    builds = [path.parent for path in target.glob("*/manifest.json")]
    others = [path for path in builds if path != current and not path.name.startswith(".")]
    return sorted(others, key=lambda path: path.stat().st_mtime)


def _remove_older(target: Path, current: Path) -> None:
    for folder in _others(target, current)[:-1]:
        # First out of sight under one rename, so that nobody takes half of it for a build.
        gone = Path(tempfile.mkdtemp(prefix=".gone-", dir=target))
        folder.replace(gone / folder.name)
        shutil.rmtree(gone, ignore_errors=True)
