"""The static files: built once, named after their content, served for good."""

from __future__ import annotations

import io
import os
import re
import shutil
import time
from pathlib import Path

import brotli
import pytest
from flask import Flask, render_template_string
from flask.testing import FlaskClient
from fontTools.ttLib import TTFont
from werkzeug.test import TestResponse

from app import assets
from app.assets import Manifest, UnknownAsset


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small folder of sources with the house's layout."""
    folder = tmp_path_factory.mktemp("static")
    for name, text in {
        "css/20-late.css": ".b { color : red ; }\n\n\n.c::after{content:'/* kept;  */'}",
        "css/10-early.css": "/* gone */ .a{background:url(../img/dot.svg)}\n"
        '@font-face{src:url("../fonts/SourceSerifPro-Regular.woff2")}',
        "js/20-b.js": "(() => { window.b = 1 })()",
        "js/10-a.js": "(() => { window.a = 1 })()",
        "img/dot.svg": '<svg xmlns="http://www.w3.org/2000/svg"/>',
    }.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def source(original: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(original, tmp_path / "static"))


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "assets"


def text(built: Manifest, name: str) -> str:
    return (built.folder / "files" / built.names[name]).read_text(encoding="utf-8")


def builds(target: Path) -> set[Path]:
    return set(target.iterdir())


def change(source: Path, times: int = 1) -> None:
    path = source / "css" / "20-late.css"
    path.write_text(path.read_text(encoding="utf-8") + f".d{times}{{}}", encoding="utf-8")


def test_names_carry_a_digest_of_the_content(source: Path, target: Path) -> None:
    before = assets.build(source, target)
    change(source)
    after = assets.build(source, target)

    assert re.fullmatch(r"css/tutti\.[0-9a-f]{8}\.css", before.names["css/tutti.css"])
    assert before.names["css/tutti.css"] != after.names["css/tutti.css"]
    assert before.names["js/tutti.js"] == after.names["js/tutti.js"]


def test_a_second_build_of_the_same_does_nothing_and_at_once(source: Path, target: Path) -> None:
    first = assets.build(source, target)
    stamp = (first.folder / "manifest.json").stat().st_mtime_ns
    began = time.perf_counter()
    second = assets.build(source, target)

    assert time.perf_counter() - began < 0.5
    assert first == second
    assert (second.folder / "manifest.json").stat().st_mtime_ns == stamp
    assert builds(target) == {first.folder}


def test_styles_are_joined_in_the_order_of_their_names(source: Path, target: Path) -> None:
    style = text(assets.build(source, target), "css/tutti.css")

    assert style.index(".a{") < style.index(".b{") < style.index(".c::after{")


def test_styles_ask_for_files_by_their_hashed_names(source: Path, target: Path) -> None:
    built = assets.build(source, target)
    asked = re.findall(r"url\(\.\./([^)]+)\)", text(built, "css/tutti.css"))

    assert asked == [built.names["img/dot.svg"], built.names["fonts/SourceSerifPro-Regular.woff2"]]


def test_styles_lose_comments_and_blanks_but_not_their_strings() -> None:
    style = assets.minified(
        "/* a */ .a > b { margin : calc(1px + 2px) ; }\n\n b{content: '/* ; x */'}"
    )

    assert style == ".a > b{margin : calc(1px + 2px)}b{content: '/* ; x */'}"


def test_a_style_that_asks_for_a_missing_file_is_refused(source: Path, target: Path) -> None:
    (source / "css" / "30-wrong.css").write_text(".x{background:url(../img/none.svg)}")

    with pytest.raises(UnknownAsset, match=r"img/none\.svg"):
        assets.build(source, target)
    assert builds(target) == set()


def test_scripts_are_joined_so_that_neither_calls_the_other(source: Path, target: Path) -> None:
    script = text(assets.build(source, target), "js/tutti.js")

    assert script.index("window.a") < script.index("\n;\n") < script.index("window.b")


def test_the_build_before_stays_and_older_ones_go(source: Path, target: Path) -> None:
    folders = []
    for times in range(4):
        change(source, times)
        folders.append(assets.build(source, target).folder)
        os.utime(folders[-1], (times, times))

    assert builds(target) == set(folders[-2:])


def test_two_processes_that_build_at_once_agree(source: Path, target: Path) -> None:
    folder = assets.build(source, target).folder
    draft = target / ".draft-other"
    shutil.copytree(folder, draft)

    assets._publish(draft, folder)

    assert (folder / "manifest.json").exists()


def test_texts_lie_beside_their_compressed_forms(target: Path) -> None:
    built = assets.build(assets.SOURCE, target)
    path = built.folder / "files" / built.names["css/tutti.css"]

    assert brotli.decompress(Path(f"{path}.br").read_bytes()) == path.read_bytes()
    assert Path(f"{path}.gz").exists()
    assert not list(path.parent.parent.glob("fonts/*.woff2.*"))


def test_our_own_files_stay_within_their_budgets(target: Path) -> None:
    built = assets.build(assets.SOURCE, target)

    assert len(text(built, "css/tutti.css").encode()) <= 25 * 1024
    assert len(text(built, "js/tutti.js").encode()) <= 10 * 1024


@pytest.mark.parametrize("name", assets.FONTS)
def test_a_font_is_small_and_keeps_its_letters_figures_and_licence(name: str) -> None:
    file = assets.subset_font(name)

    with TTFont(io.BytesIO(file)) as font:
        letters = set(font.getBestCmap())
        features = {record.FeatureTag for record in font["GPOS"].table.FeatureList.FeatureRecord}
        figures = {font["hmtx"][font.getBestCmap()[ord(figure)]][0] for figure in "0123456789"}
        licensed = font["name"].getDebugName(0)

    assert len(file) <= 35 * 1024
    assert set(map(ord, "AzñÉőŠ€→“”’…«»–—")) <= letters
    assert "kern" in features
    assert len(figures) == 1, "figures of one width, so that sums stand under each other"
    assert licensed


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    app = Flask(__name__, static_folder=None)
    app.config.update(
        TESTING=True,
        ASSETS_DIR=tmp_path_factory.mktemp("assets"),
        PUBLIC_URL="https://tutti.example",
    )
    assets.init_app(app)
    return app


@pytest.fixture
def visitor(served: Flask) -> FlaskClient:
    return served.test_client()


def fetch(visitor: FlaskClient, path: str, **headers: str) -> TestResponse:
    """The answer, read to its end: an open file would be a warning."""
    with visitor.get(path, headers=headers) as answer:
        answer.get_data()
    return answer


def address(app: Flask, name: str) -> str:
    with app.app_context():
        return render_template_string("{{ static(name) }}", name=name)


def test_a_hashed_file_may_be_kept_for_good(served: Flask, visitor: FlaskClient) -> None:
    answer = fetch(visitor, address(served, "css/tutti.css"))

    assert answer.status_code == 200
    assert answer.mimetype == "text/css"
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_browser_that_knows_brotli_gets_it(served: Flask, visitor: FlaskClient) -> None:
    plain = fetch(visitor, address(served, "js/tutti.js"))
    packed = fetch(visitor, address(served, "js/tutti.js"), **{"Accept-Encoding": "br, gzip"})

    assert packed.headers["Content-Encoding"] == "br"
    assert brotli.decompress(packed.data) == plain.data


def test_a_font_is_served_as_one(served: Flask, visitor: FlaskClient) -> None:
    answer = fetch(visitor, address(served, "fonts/HankenGrotesk-Regular.woff2"))

    assert (answer.status_code, answer.mimetype) == (200, "font/woff2")


@pytest.mark.parametrize(
    "path", ["/static/manifest.json", "/static/css/tutti.css", "/static/../manifest.json"]
)
def test_nothing_else_is_served(visitor: FlaskClient, path: str) -> None:
    assert fetch(visitor, path).status_code == 404


def test_a_name_that_does_not_exist_is_said_at_once(served: Flask) -> None:
    with pytest.raises(UnknownAsset, match="none"):
        address(served, "css/none.css")


def test_pages_kept_from_the_build_before_still_find_their_files(
    source: Path, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assets, "SOURCE", source)
    before = assets.build(source, target)
    change(source)
    app = Flask(__name__, static_folder=None)
    app.config.update(ASSETS_DIR=target, PUBLIC_URL="http://localhost")
    assets.init_app(app)

    client = app.test_client()
    assert fetch(client, before.url("css/tutti.css")).status_code == 200
    assert fetch(client, address(app, "css/tutti.css")).status_code == 200


def test_the_command_lists_what_was_built(served: Flask) -> None:
    result = served.test_cli_runner().invoke(args=["assets", "build"])

    assert result.exit_code == 0
    assert "KB  css/tutti." in result.output
